"""Where a stream begins and ends: every form, and every refusal before the first byte."""

import pytest

from shared.core.errors import Refusal
from shared.eu.events.model.ulid import first_ulid_at
from shared.eu.relay.model.cursor import window_of
from shared.eu.relay.model.ulid import ulid_ms, ulid_of, ulid_of_integer
from shared.eu.relay.model.window import GRACE_MS, Window

ULID, LATER = "01KAW0000000000000000000AB", "01KAX0000000000000000000AB"
INTEGER = str(int.from_bytes(bytes(16)) + 5)


def test_no_cursor_is_live_only() -> None:
    assert window_of([], None, integers=False) == Window()
    assert Window().closes_at_ms is None


@pytest.mark.parametrize("form", ["since_id", "since_ulid"])
def test_an_id_is_where_to_go_on(form: str) -> None:
    window = window_of([(form, ULID.lower())], None, integers=False)
    assert (window.after_id, window.until_id) == (ULID, None)


def test_a_pair_of_ids_is_bounded() -> None:
    window = window_of([("since_id", ULID), ("until_id", LATER)], None, integers=False)
    assert (window.after_id, window.until_id, window.is_bounded) == (ULID, LATER, True)
    assert window.closes_at_ms == ulid_ms(LATER) + GRACE_MS


def test_integers_are_ids_of_the_old_routes_alone() -> None:
    assert window_of([("since_id", INTEGER)], None, integers=True).after_id == "0" * 25 + "5"
    with pytest.raises(Refusal):
        window_of([("since_id", INTEGER)], None, integers=False)
    assert ulid_of_integer(str(2**128)) is None
    assert ulid_of_integer(str(2**128 - 1)) == "7" + "Z" * 25


@pytest.mark.parametrize(
    ("since", "instant"),
    [
        ("2026-11-25", "2026-11-25T00:00:00.000000Z"),
        ("2026-11-25T10:00:00Z", "2026-11-25T10:00:00.000000Z"),
        ("2026-11-25T10:00:00.123456789+01:00", "2026-11-25T09:00:00.123456Z"),
    ],
)
def test_times_are_dates_or_instants(since: str, instant: str) -> None:
    window = window_of([("since", since), ("until", since)], None, integers=False)
    assert (window.since_at, window.until_at) == (instant, instant)
    assert window.after_id is not None
    assert window.until_at_ms is not None
    assert window.closes_at_ms == window.until_at_ms + GRACE_MS
    assert ulid_ms(window.after_id) < window.until_at_ms


def test_the_later_of_header_and_query_is_taken() -> None:
    for header, query in ((ULID, LATER), (LATER, ULID)):
        assert window_of([("since_id", query)], header, integers=False).after_id == LATER
    assert window_of([], ULID, integers=False).after_id == ULID


@pytest.mark.parametrize(
    ("query", "header"),
    [
        ([("until", "2026-01-01")], None),
        ([("until_id", ULID)], None),
        ([("since_id", ULID), ("until", "2026-01-01")], None),
        ([("since", "2026-01-01"), ("since_id", ULID)], None),
        ([("since_id", ULID), ("since_ulid", ULID)], None),
        ([("since_id", ULID), ("since_id", LATER)], None),
        ([("since", "2026-02-30")], None),
        ([("since", "١٩٩٩-01-01")], None),
        ([("since_id", "8" + "Z" * 25)], None),
        ([("since_ulid", INTEGER)], None),
        ([("other", "1")], None),
        ([], "not an id"),
    ],
)
def test_what_means_nothing_is_refused(query: list[tuple[str, str]], header: str | None) -> None:
    with pytest.raises(Refusal, match="invalid_parameter"):
        window_of(query, header, integers=True)


def test_the_first_id_of_a_millisecond() -> None:
    assert ulid_ms(first_ulid_at(1_700_000_000_000)) == 1_700_000_000_000
    assert ulid_of(first_ulid_at(0)) == "0" * 26
