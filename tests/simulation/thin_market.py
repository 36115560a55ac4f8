"""A market with little on offer, and prices abroad that have moved on: partial fills, cancels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from shared.us.marketdata.paths import quote_of, quote_path, quote_save
from tests.simulation.world import World

CENT = 10_000
BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class ThinMarket:
    """Rewrites quotes in the US alone: the EU decides by what it last heard."""

    world: World
    dice: Random

    def appear(self, symbols: Sequence[str]) -> None:
        """Let each symbol offer a few shares, at prices up to 1.5 % away from before."""
        for snapshot in self.world.us.get([quote_path(symbol) for symbol in symbols]):
            if snapshot.data is None:
                continue
            quote = quote_of(snapshot.data)
            shift = self.dice.choice((0, 0, 0, 60, 150, -60, -150))
            size = self.dice.choice((3, 10, 40, 200))
            self.world.us.commit(
                [
                    quote_save(
                        snapshot,
                        replace(
                            quote,
                            bid=_moved(quote.bid, shift),
                            ask=_moved(quote.ask, shift),
                            bid_size=size,
                            ask_size=size,
                        ),
                    )
                ]
            )


def _moved(price: int, shift_bp: int) -> int:
    return price * (BASIS_POINTS + shift_bp) // BASIS_POINTS // CENT * CENT
