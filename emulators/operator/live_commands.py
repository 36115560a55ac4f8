"""`two-ledger border`: what happens, while it happens."""

import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import click

from emulators import console
from emulators.operator import show
from emulators.operator.command_line import count_option, json_option, on_stack, two_ledger
from emulators.operator.stack import Stack

LOOK_EVERY_S = 0.1
PRICES = "quotes"


@two_ledger.group()
def border() -> None:
    """Watch what crosses between the regions.

    Example: two-ledger border tail
    """


@border.command("tail")
@click.option("--prices", is_flag=True, help="Show the batches of prices as well, one a second.")
@count_option
@json_option
@on_stack
def border_tail(stack: Stack, *, prices: bool, count: int | None, as_json: bool) -> None:
    """Print every message that crosses, whole, in both directions, until Ctrl-C.

    Nothing personal is in it: an order token, a cohort, an asset, amounts, and a signature.

    Example: two-ledger border tail --count 2
    """
    from emulators import topology
    from emulators.crossings import Crossed, Taps, border_taps, crossing_topics

    topics = crossing_topics(topology.read())
    wanted = [(region, name) for region, name in topics if prices or name != PRICES]

    def messages(taps: Taps) -> Iterator[Crossed]:
        while True:
            yield from taps.heard()
            time.sleep(LOOK_EVERY_S)

    with suppress(KeyboardInterrupt), border_taps(stack.state, wanted) as taps:
        console.note("Listening at the border; Ctrl-C ends it.")
        for message in islice(messages(taps), count):
            if as_json:
                show.as_json(message.as_json())
            else:
                show.crossed(message)
