"""Breaks: reports that contradict the order they tell of. They are recorded and never booked."""

from enum import StrEnum

from shared.core.errors import TwoLedgerError


class BreakReason(StrEnum):
    """Why a report cannot be true of its order."""

    ASSET_MISMATCH = "asset_mismatch"
    IMPOSSIBLE_STEP = "impossible_step"
    OVERFILL = "overfill"
    OVERSOLD = "oversold"
    QTY_MISMATCH = "qty_mismatch"
    REPEATED_EXECUTION = "repeated_execution"
    UNKNOWN_REPLACEMENT = "unknown_replacement"


class Contradicted(TwoLedgerError):
    """Say that a report contradicts the order; nothing of it may be booked."""

    def __init__(self, reason: BreakReason) -> None:
        super().__init__(reason)
        self.reason = reason
