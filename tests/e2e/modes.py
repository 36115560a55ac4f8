"""The mode that the end-to-end suite runs the stack in: STACK_MODE, `normal` unless told."""

import os

import pytest

from emulators.modes import MODES, Mode

VARIABLE = "STACK_MODE"


def _asked() -> Mode:
    asked = os.environ.get(VARIABLE) or "normal"
    return next(mode for mode in MODES if mode == asked)


MODE = _asked()

# Which log a function writes to.
LOGS: dict[Mode, dict[str, str]] = {
    "normal": {"edge": "edge.log", "trading": "router-eu.log", "us orders": "router-us.log"},
    "isolated": {"edge": "edge.log", "trading": "eu-trading.log", "us orders": "us-orders.log"},
    "embedded": {name: "embedded.log" for name in ("edge", "trading", "us orders")},
}
LOG_OF = LOGS[MODE]

# Which processes die while orders are on their way.
VICTIMS: dict[Mode, tuple[str, ...]] = {
    "normal": ("router-us", "router-eu"),
    "isolated": ("us-orders", "eu-trading", "eu-books"),
    "embedded": (),
}

one_process_is_everything = pytest.mark.skipif(
    MODE == "embedded",
    reason="2026-11-25: the embedded process is every part, and its data ends with it; "
    "tests/integration/test_modes.py kills it and expects the seed again",
)
