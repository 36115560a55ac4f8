"""A book that grew while it was read is cut where no entry is split."""

from hypothesis import given
from hypothesis import strategies as st

from shared.eu.ledger.model.cut import Cut, Places, cut, overrun


def kept(found: Cut, entries: list[Places]) -> list[Places]:
    return [places for places in entries if found.keeps(places)]


def test_what_was_booked_after_the_head_was_read_is_left_out() -> None:
    entries: list[Places] = [[("a", 1)], [("a", 2)], [("a", 3)]]
    assert kept(cut({"a": 2}, {"a": 3}, entries), entries) == entries[:2]
    assert overrun({"a": 2}, entries) == ["a"]


def test_an_entry_beyond_every_head_is_another_hands_and_stays() -> None:
    entries: list[Places] = [[("a", 1)], [("a", 9)], [("nobody", 1)]]
    assert kept(cut({"a": 1}, {"a": 1}, entries), entries) == entries


def test_an_entry_of_two_chains_is_kept_whole_or_not_at_all() -> None:
    entries: list[Places] = [[("a", 1)], [("b", 1)], [("a", 2), ("b", 2)], [("a", 3)]]
    found = cut({"a": 3, "b": 1}, {"a": 3, "b": 2}, entries)
    assert kept(found, entries) == entries[:2]
    assert found.lasts == {"a": 1, "b": 1}


@given(st.lists(st.sampled_from("abc"), max_size=30), st.data())
def test_chains_stay_dense_and_no_entry_is_split(order: list[str], data: st.DataObject) -> None:
    booked = {"a": 0, "b": 0, "c": 0}
    entries: list[Places] = []
    for chain in order:
        chains = sorted({chain, data.draw(st.sampled_from("abc"))})
        for each in chains:
            booked[each] += 1
        entries.append([(each, booked[each]) for each in chains])
    heads = {chain: data.draw(st.integers(0, last)) for chain, last in booked.items()}
    found = cut(heads, booked, entries)
    numbers: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    for places in kept(found, entries):
        for each, number in places:
            numbers[each].append(number)
    for chain, present in numbers.items():
        assert sorted(present) == list(range(1, found.lasts[chain] + 1))
        assert found.lasts[chain] <= heads[chain]
