"""Instants as callers write them: one meaning, or a ValueError and nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.clock import instant_given, instant_of, rfc3339


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-25", "2026-11-25T00:00:00.000000Z"),
        ("2026-11-25T10:30:00", "2026-11-25T10:30:00.000000Z"),
        ("2026-11-25T10:30:00Z", "2026-11-25T10:30:00.000000Z"),
        ("2026-11-25T00:30:00.25+01:00", "2026-11-24T23:30:00.250000Z"),
        ("9999-12-31", "9999-12-31T00:00:00.000000Z"),
        ("1000-01-01", "1000-01-01T00:00:00.000000Z"),
    ],
)
def test_what_a_caller_writes_is_an_instant_in_utc(text: str, instant: str) -> None:
    assert rfc3339(instant_given(text)) == instant


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "2026-13-01", "0999-12-31T23:59:59Z", "0001-01-01", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00", "1000-01-01T00:00:00+01:00",
    ],
)  # fmt: skip
def test_what_is_none_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        instant_given(text)


@given(st.text() | st.datetimes().map(datetime.isoformat))
def test_whatever_is_written_is_an_instant_that_sorts_or_a_value_error(text: str) -> None:
    try:
        instant = instant_given(text)
    except ValueError:
        return
    assert instant.tzinfo is UTC
    assert instant_of(rfc3339(instant)) == instant
