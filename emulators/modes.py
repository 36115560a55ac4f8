"""The three ways to run the stack, and which one is asked for."""

import os
from typing import Literal, get_args

Mode = Literal["normal", "embedded", "isolated"]

MODES: tuple[Mode, ...] = get_args(Mode)
MODE_VARIABLE = "TWO_LEDGER_MODE"


class UnknownMode(Exception):
    """Say that TWO_LEDGER_MODE names none of the modes."""


def asked_mode() -> Mode:
    """Return the mode of TWO_LEDGER_MODE, `normal` where nothing is said.

    `normal` runs a region's functions together on Google's emulators, `isolated` each from its own
    bundle in a process of its own, `embedded` both regions in one process over the twins.
    Raises UnknownMode.
    """
    asked = os.environ.get(MODE_VARIABLE) or "normal"
    for mode in MODES:
        if mode == asked:
            return mode
    raise UnknownMode(f"{MODE_VARIABLE} is one of {', '.join(MODES)}.")
