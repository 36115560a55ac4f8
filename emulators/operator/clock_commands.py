"""`two-ledger clock`: the time that the sandbox lives in."""

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from emulators import console
from emulators.operator import show
from emulators.operator.command_line import Failed, json_option, on_stack, two_ledger
from emulators.operator.moments import NoMoment, check_reachable, duration_of, moment_of
from emulators.operator.stack import Stack
from shared.core.clock import NEW_YORK, epoch_ms, rfc3339

if TYPE_CHECKING:
    from shared.core.documents import Documents

PRICES_TIMEOUT_S = 30
LOOK_EVERY_S = 0.2


@two_ledger.group()
def clock() -> None:
    """See and move the sandbox's time.

    Example: two-ledger clock advance 1d
    """


@clock.command("show")
@json_option
@on_stack
def clock_show(stack: Stack, *, as_json: bool) -> None:
    """Show the sandbox's time, and how far it is ahead of the machine's.

    Example: two-ledger clock show
    """
    _show(stack, as_json=as_json)


@clock.command("advance")
@click.argument("duration")
@json_option
@on_stack
def clock_advance(stack: Stack, *, duration: str, as_json: bool) -> None:
    """Move the clock of both regions ahead; returns when prices are of the new time.

    DURATION is like 90s, 15m, 2h, 1d12h or 1w. The clock never goes back: a new sandbox does. What
    is on its way meanwhile may be late at its new time, and is asked for again.

    Example: two-ledger clock advance 1d
    """
    try:
        _move(stack, stack.clock().now() + duration_of(duration))
    except NoMoment as error:
        raise Failed(str(error)) from None
    _show(stack, as_json=as_json)


@clock.command("set")
@click.argument("moment")
@json_option
@on_stack
def clock_set(stack: Stack, *, moment: str, as_json: bool) -> None:
    """Move the clock of both regions to a later instant; returns when prices are of then.

    MOMENT is an instant with its offset, or `open` or `close`: the exchange's next ones.

    Example: two-ledger clock set 2026-12-24T15:00:00Z
    """
    try:
        _move(stack, moment_of(moment, stack.clock().now()))
    except NoMoment as error:
        raise Failed(str(error)) from None
    _show(stack, as_json=as_json)


def _move(stack: Stack, moment: datetime) -> None:
    now = stack.clock().now()
    check_reachable(moment, now)
    stack.sandbox.write_clock_shift(_ahead(stack) + (moment - now))
    with console.working("waiting for prices of the new time …"):
        _await_prices(stack.documents("eu"), epoch_ms(moment))


def _await_prices(eu: "Documents", since_ms: int) -> None:
    """Wait until every price came over the border since an instant.

    Raises Failed.
    """
    deadline_s = time.monotonic() + PRICES_TIMEOUT_S
    while not _are_younger(eu, since_ms):
        if time.monotonic() > deadline_s:
            raise Failed(
                f"The clock is moved, but no prices came within {PRICES_TIMEOUT_S} s. "
                "See: two-ledger status, .sandbox/logs"
            )
        time.sleep(LOOK_EVERY_S)


def _are_younger(eu: "Documents", since_ms: int) -> bool:
    from shared.core.listings import priced_listings
    from shared.eu.quotes.model import EURUSD
    from shared.eu.quotes.paths import quote_path

    symbols = [EURUSD, *(listing.symbol for listing in priced_listings())]
    found = eu.get([quote_path(symbol) for symbol in symbols])
    return all(seen.data is not None and seen.data["at_ms"] >= since_ms for seen in found)


def _ahead(stack: Stack) -> timedelta:
    return stack.sandbox.clock_shift()


def _show(stack: Stack, *, as_json: bool) -> None:
    now = stack.clock().now()
    told: dict[str, Any] = {
        "now": rfc3339(now),
        "new_york": now.astimezone(NEW_YORK).isoformat(timespec="seconds"),
        "ahead_s": round(_ahead(stack).total_seconds()),
    }
    if as_json:
        show.as_json(told)
        return
    console.line(f"It is {told['now'][:19]}Z, in New York {told['new_york']}.")
    ahead = timedelta(seconds=told["ahead_s"])
    console.line(f"The sandbox is {ahead} ahead of this machine." if ahead else "No time is moved.")
