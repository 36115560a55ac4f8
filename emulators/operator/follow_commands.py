"""`two-ledger orders` and `events`: what partners hear, while they hear it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import click
from rich.text import Text

from emulators import console
from emulators.event_streams import STREAMS, EventStreams, StreamRefused, Told
from emulators.operator import event_lines
from emulators.operator.command_line import (
    Failed,
    count_option,
    json_option,
    on_stack,
    partner_option,
    partners_of,
    two_ledger,
)
from emulators.operator.stack import Stack

LOOK_EVERY_S = 1.0

since_option = click.option(
    "--since", metavar="DATE", help="Begin with what happened since (2026-11-25, or an instant)."
)


@two_ledger.group()
def orders() -> None:
    """Watch the orders of all partners.

    Example: two-ledger orders follow
    """


@orders.command("follow")
@partner_option
@since_option
@count_option
@json_option
@on_stack
def orders_follow(
    stack: Stack, *, partner: str | None, since: str | None, count: int | None, as_json: bool
) -> None:
    """Print every step of every order as it happens, until Ctrl-C.

    A line has the time, the partner, account and order (the first eight digits of their ids), the
    step, and what it was about.

    Example: two-ledger orders follow --partner BEJE
    """
    show = _as_json if as_json else _show(event_lines.order_line)
    _follow(stack, partners_of(stack, partner), ["trades"], since, count, show)


@two_ledger.group()
def events() -> None:
    """Watch the event streams as partners get them.

    Example: two-ledger events tail
    """


@events.command("tail")
@click.option(
    "--stream",
    "streams",
    multiple=True,
    type=click.Choice(list(STREAMS)),
    help="This stream alone; may be repeated. Default: all.",
)
@partner_option
@since_option
@count_option
@json_option
@on_stack
def events_tail(
    stack: Stack,
    *,
    streams: Sequence[str],
    partner: str | None,
    since: str | None,
    count: int | None,
    as_json: bool,
) -> None:
    """Print every event as it happens, until Ctrl-C; with --json as the partner gets it.

    A line has the time, the partner, the stream, the kind, the event's id (a cursor to go on
    after), and what it was about.

    Example: two-ledger events tail --stream trades --since 2026-11-25
    """
    show = _as_json if as_json else _show(event_lines.event_line)
    _follow(stack, partners_of(stack, partner), streams or list(STREAMS), since, count, show)


def _follow(
    stack: Stack,
    partners: Sequence[dict[str, Any]],
    streams: Sequence[str],
    since: str | None,
    count: int | None,
    show: Callable[[Told], None],
) -> None:
    followed = EventStreams(stack.state["api_url"], partners, streams, since)
    try:
        with suppress(KeyboardInterrupt), followed:
            console.note("Listening to the event streams; Ctrl-C ends it.")
            for told in islice(_told(stack, followed), count):
                show(told)
    except StreamRefused as refusal:
        raise Failed(f"A stream was refused: {refusal}") from None


def _told(stack: Stack, followed: EventStreams) -> Iterator[Told]:
    while True:
        told = followed.next(LOOK_EVERY_S)
        if told is not None:
            yield told
        elif not stack.is_running():
            raise Failed("The sandbox was stopped. Start one: make sandbox-up")


def _show(line: Callable[[Told], Text]) -> Callable[[Told], None]:
    return lambda told: console.drawing([line(told)])


def _as_json(told: Told) -> None:
    console.result(event_lines.event_as_json(told))
