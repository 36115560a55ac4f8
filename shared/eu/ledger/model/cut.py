"""A book read while it grows, cut where it is whole: for every chain a number up to which all is.

Heads are read before the entries, so every entry up to a head has been read; and again after them,
so what was booked meanwhile is known. An entry that links two chains may lie within one head and
beyond the other: then the chain that it ends is cut shorter. An entry beyond even the later head
was not booked by us: it is kept, to be seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Places = list[tuple[str, int]]
"""Chain and number of each link of an entry."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The last number of each chain that is kept, and the last one that was booked at all."""

    lasts: Mapping[str, int]
    booked: Mapping[str, int]

    def keeps(self, places: Places) -> bool:
        """Tell whether an entry is kept: it is late in none of its chains."""
        return not any(self._is_late(*place) for place in places)

    def splits(self, places: Places) -> bool:
        """Tell whether an entry is late in one of its chains and not in another."""
        late = [self._is_late(*place) for place in places]
        return any(late) and not all(late)

    def _is_late(self, chain: str, number: int) -> bool:
        return self.lasts.get(chain, 0) < number <= self.booked.get(chain, 0)


def cut(heads: Mapping[str, int], booked: Mapping[str, int], entries: Iterable[Places]) -> Cut:
    """Return the cut nearest to the heads that splits no entry."""
    lasts = dict(heads)
    linked = [places for places in entries if len(places) > 1]
    found = Cut(lasts, booked)
    while split := [places for places in linked if found.splits(places)]:
        for chain, number in (place for places in split for place in places):
            lasts[chain] = min(lasts[chain], number - 1)
    return found


def overrun(heads: Mapping[str, int], entries: Iterable[Places]) -> list[str]:
    """Return the chains that have entries beyond their heads."""
    places = (place for each in entries for place in each)
    return sorted({chain for chain, number in places if number > heads.get(chain, number)})
