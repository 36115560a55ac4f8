"""Charging regulatory fees over the fills of one order (D6, R-820 to R-822)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.core.fees import charged_cents

CHARGING_ORDER = ("SEC", "TAF", "CAT")


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee of one execution: the raw accrual, rounded up, and the cents charged now."""

    fee_type: str
    raw_nano_usd: int
    charged_cents: int


@dataclass(frozen=True, slots=True)
class FeeTotals:
    """What an order has accrued (10^-9 USD) and has been charged (cents) so far, by fee type."""

    raw_nano_usd: Mapping[str, int] = field(default_factory=dict)
    charged_cents: Mapping[str, int] = field(default_factory=dict)


def charge(
    so_far: FeeTotals, accrued: Mapping[str, int], ceiling_cents: int | None
) -> tuple[tuple[Charge, ...], FeeTotals]:
    """Charge one more execution of an order and return its charges and the order's new totals.

    Each type is charged what the order owes in whole cents, less what it was charged before, so
    splitting an order never costs more. The execution's charges together stay within
    `ceiling_cents` (the gross of a sale, None for a buy); what exceeds it is charged with a later
    execution, or not at all.
    """
    raw, charged = dict(so_far.raw_nano_usd), dict(so_far.charged_cents)
    charges = []
    for fee_type in sorted(accrued, key=CHARGING_ORDER.index):
        raw[fee_type] = raw.get(fee_type, 0) + accrued[fee_type]
        cents = charged_cents(raw[fee_type]) - charged.get(fee_type, 0)
        if ceiling_cents is not None:
            cents = min(cents, ceiling_cents)
            ceiling_cents -= cents
        charged[fee_type] = charged.get(fee_type, 0) + cents
        charges.append(Charge(fee_type, accrued[fee_type], cents))
    return tuple(charges), FeeTotals(raw, charged)
