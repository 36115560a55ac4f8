"""Prices of the running stack as both regions have them, and halts of symbols."""

import time
from collections.abc import Sequence
from typing import Any

from emulators.operator.stack import CannotDo, Stack
from shared.core.money import PRICE_SCALE, short_text

HALTED_WITHIN_S = 20
LOOK_EVERY_S = 0.1


def quotes_of(stack: Stack, symbols: Sequence[str]) -> list[dict[str, Any]]:
    """Return each symbol's bid and ask in dollars where they are made, and as they came over.

    Raises CannotDo for a symbol without prices.
    """
    rows = []
    for symbol, made, came in zip(symbols, *_seen(stack, symbols), strict=True):
        prices = (made["bid"], made["ask"], came["bid"], came["ask"])
        names = ("us_bid", "us_ask", "eu_bid", "eu_ask")
        shown = dict(zip(names, (short_text(price, PRICE_SCALE) for price in prices), strict=True))
        rows.append({"symbol": symbol, **shown, "halted": came["halted"]})
    return rows


def mark(stack: Stack, symbols: Sequence[str], *, halted: bool) -> None:
    """Halt symbols, or let them trade again; return when both regions know.

    Raises CannotDo.
    """
    _seen(stack, symbols)
    job = "halt" if halted else "resume"
    for symbol in symbols:
        stack.publish_job("us", {"job": job, "symbol": symbol})
    deadline_s = time.monotonic() + HALTED_WITHIN_S
    while not _are_all(stack, symbols, halted=halted):
        if time.monotonic() > deadline_s:
            raise CannotDo("The regions did not hear of it. See: two-ledger status, .sandbox/logs")
        time.sleep(LOOK_EVERY_S)


def _are_all(stack: Stack, symbols: Sequence[str], *, halted: bool) -> bool:
    return all(data["halted"] is halted for region in _seen(stack, symbols) for data in region)


def _seen(stack: Stack, symbols: Sequence[str]) -> list[list[Any]]:
    """Return the quotes of the US, then those of the EU."""
    paths = [f"quotes/{symbol}" for symbol in symbols]
    found = [stack.documents(region).get(paths) for region in ("us", "eu")]
    for symbol, *seen in zip(symbols, *found, strict=True):
        if any(snapshot.data is None for snapshot in seen):
            raise CannotDo(f"{symbol} has no prices.")
    return [[snapshot.data for snapshot in region] for region in found]
