"""The ids of a stream only rise."""

from hypothesis import given
from hypothesis import strategies as st

from shared.eu.events.model.ulid import RANDOM_BYTES, ULID_FORM, next_ulid

randomness = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES).map(bytes.hex)
instants_ms = st.integers(0, 2**47)


def test_a_ulid_begins_with_its_millisecond() -> None:
    assert next_ulid("", 0, "00" * 10) == "0" * 26
    assert next_ulid("", 1469918176385, "00" * 10)[:10] == "01ARYZ6S41"


@given(st.lists(st.tuples(instants_ms, randomness), min_size=2, max_size=30))
def test_ids_rise_whatever_clock_and_randomness_do(drawn: list[tuple[int, str]]) -> None:
    ids = [""]
    for at_ms, random_hex in drawn:
        ids.append(next_ulid(ids[-1], at_ms, random_hex))
    assert all(ULID_FORM.fullmatch(each) for each in ids[1:])
    assert all(first < second for first, second in zip(ids, ids[1:], strict=False))


def test_a_clock_that_steps_back_goes_on_from_the_last_id() -> None:
    last = next_ulid("", 1_000, "ff" * 10)
    assert int.from_bytes(next_ulid(last, 10, "00" * 10).encode()) > int.from_bytes(last.encode())
    assert next_ulid(last, 10, "00" * 10)[:10] == next_ulid("", 1_001, "00" * 10)[:10]
