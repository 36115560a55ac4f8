"""Medians, and how far to trust them."""

from collections.abc import Sequence
from random import Random

RESAMPLES = 1_000


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all values lie below (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return percentile(values, 0.5)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return count, p10, p50 and p90."""
    shares = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
    figures = {name: round(percentile(values, share), 2) for name, share in shares.items()}
    return {"n": len(values)} | figures


def median_ratio_95(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Return a 95 % bootstrap interval of the ratio of two medians."""
    dice = Random(0)
    ratios = [
        median(dice.choices(above, k=len(above))) / median(dice.choices(below, k=len(below)))
        for _ in range(RESAMPLES)
    ]
    return [round(percentile(ratios, share), 3) for share in (0.025, 0.975)]
