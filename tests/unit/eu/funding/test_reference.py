"""References as people and banks write them (R-461)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eu.funding.model.reference import NoReference, Reference, read_reference

WANTED = Reference("ABCD", "123456789")


@pytest.mark.parametrize(
    "text",
    [
        "ABCD-123456789",
        "abcd 123456789",
        "ABCD123456789",
        " Abcd - 123456789 ",
        "ABCD - 123 456 789",
        "ABCD/123456789",
        "Deposit ABCD-123456789, thanks",
        "ABCD-123456789 abcd 123456789",
        "REF:\nABCD-123456789",
    ],
)
def test_one_account_whatever_way_it_is_written(text: str) -> None:
    assert read_reference(text) == WANTED


@pytest.mark.parametrize(
    "text", ["", "rent", "ABCD", "123456789", "ABC-123456789", "XABCD-123456789",
             "ABCD-1234567", "ABCD-1234567890123", "ABCD gives 123456789"],
)  # fmt: skip
def test_no_reference(text: str) -> None:
    assert read_reference(text) is NoReference.MISSING


def test_two_accounts_are_none() -> None:
    assert read_reference("ABCD-123456789 or ABCD-123456780") is NoReference.SEVERAL


@given(st.text(max_size=140))
def test_whatever_is_written_is_read(text: str) -> None:
    found = read_reference(text)
    assert (
        isinstance(found, NoReference)
        or str(found) == f"{found.correspondent}-{found.account_number}"
    )


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4), st.integers(10**9, 10**10 - 1)
)
def test_every_reference_reads_back(code: str, number: int) -> None:
    assert read_reference(f"{code}-{number}") == Reference(code, str(number))
