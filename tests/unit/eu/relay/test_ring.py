"""The ring: every event of the last ones, in order, within its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eu.relay.model.entry import Entry, entries_of
from shared.eu.relay.model.page import Page
from shared.eu.relay.model.ring import Ring
from tests.unit.eu.relay.paged import KEY, event, page

sizes = st.lists(st.integers(0, 300), min_size=1, max_size=40)


def entries(first: int, bodies: list[int]) -> list[Entry]:
    events = tuple(event(first + n, "x" * size) for n, size in enumerate(bodies))
    return entries_of(Page(KEY, 1, events))


@given(first=st.integers(1, 1_000), bodies=sizes, bytes_max=st.integers(1, 4_000))
def test_what_is_kept_is_the_end_and_fits(first: int, bodies: list[int], bytes_max: int) -> None:
    ring, all_entries = Ring(first, bytes_max), entries(first, bodies)
    for entry in all_entries:
        ring.append([entry])
    kept = ring.from_position(ring.base, 10**9)
    assert kept == all_entries[-len(kept) :]
    assert ring.head == first + len(bodies) == ring.base + len(kept)
    assert sum(entry.size for entry in kept) <= bytes_max or len(kept) == 1
    more = all_entries[-len(kept) - 1 :]
    assert more == kept or sum(entry.size for entry in more) > bytes_max


@given(bodies=sizes, bytes_max=st.integers(1, 1_000), skipped=st.integers(0, 39))
def test_a_reader_gets_the_next_events_and_at_least_one(
    bodies: list[int], bytes_max: int, skipped: int
) -> None:
    ring, all_entries = Ring(1, 10**9), entries(1, bodies)
    ring.append(all_entries)
    at = 1 + skipped % len(bodies)
    found = ring.from_position(at, bytes_max)
    assert found == all_entries[at - 1 : at - 1 + len(found)]
    assert found
    assert len(found) == 1 or sum(entry.size for entry in found) <= bytes_max
    assert ring.from_position(ring.head, bytes_max) == []


def test_a_hole_is_never_taken() -> None:
    ring = Ring(5, 1_000)
    with pytest.raises(ValueError, match="dense"):
        ring.append(entries_of(page(1, 6)))
