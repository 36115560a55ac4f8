"""The simulated prices: a small random walk that is pulled back to a known price (D16)."""

from dataclasses import replace

from shared.core.clock import Entropy
from shared.us.marketdata.model.quote import FxRate, Quote

CENT = 10_000
DEVIATION_PER_MAX = 200
"""A price stays within a 200th (0.5 %) of its reference, or within one cent."""
STEP_PER_MAX = 2_000
"""One step is at most a 2000th (0.05 %) of the reference, or one cent."""
PULL_PER = 8
SPREAD_PER = 10_000
LOT_SHARES = 100
LOTS_MIN = 5
LOTS_MAX = 20
FX_STEP_MAX = 200
FX_DEVIATION_MAX = 5_000
"""The rate moves at most 0.0002 a tick and stays within 0.005 of its reference."""


def next_quote(
    symbol: str, reference_price: int, before: Quote | None, entropy: Entropy, at_ms: int
) -> Quote:
    """Move a quote one step, or open it at the reference (prices in 10^-6, on the cent).

    The quote of a halted symbol stands still (R-710).
    """
    if before is not None and before.halted:
        return replace(before, at_ms=at_ms)
    reference = max(reference_price // CENT, 1)
    bid = reference if before is None else before.bid // CENT
    step, deviation = reference // STEP_PER_MAX or 1, reference // DEVIATION_PER_MAX or 1
    bid = max(_walk(bid, reference, step, deviation, entropy), 1)
    ask = bid + (reference // SPREAD_PER or 1)
    return Quote(symbol, bid * CENT, ask * CENT, _size(entropy), _size(entropy), at_ms)


def next_rate(reference: int, before: FxRate | None, entropy: Entropy, at_ms: int) -> FxRate:
    """Move the exchange rate one step, or open it at the reference (10^-6)."""
    mid, tick = (reference, 0) if before is None else (before.mid, before.tick + 1)
    return FxRate(_walk(mid, reference, FX_STEP_MAX, FX_DEVIATION_MAX, entropy), at_ms, tick)


def _walk(value: int, reference: int, step_max: int, deviation_max: int, entropy: Entropy) -> int:
    away = value - reference
    pull = abs(away) // PULL_PER
    away += (-pull if away > 0 else pull) + entropy.below(2 * step_max + 1) - step_max
    return reference + max(-deviation_max, min(away, deviation_max))


def _size(entropy: Entropy) -> int:
    return LOT_SHARES * (LOTS_MIN + entropy.below(LOTS_MAX - LOTS_MIN + 1))
