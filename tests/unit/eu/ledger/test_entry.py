"""Entries balance, chain and read back; an edit breaks the chain."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.core.canonical import CHAIN_START, chain_hash
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.ledger.model.chart import EUR, USD, Code
from shared.eu.ledger.model.entry import (
    ChainHead,
    Draft,
    Line,
    Unbalanced,
    book,
    check_balanced,
    hashed_body,
    head_after,
)
from shared.eu.ledger.model.postings import deposit, hold, release
from shared.eu.ledger.paths import entry_document, entry_of

ACCOUNT = AccountId("11111111-1111-4111-8111-111111111111")
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
START = ChainHead(0, CHAIN_START)


def draft(number: int = 1, cents: int = 2000_00) -> Draft:
    lines = deposit(ACCOUNT, Cents(cents))
    return Draft(EntryId(f"entry-{number}"), "P1", lines, NOW, date(2026, 11, 20), {"k": "v"})


def test_chain_hash_is_that_of_the_vector() -> None:
    body = b'{"qty":"10","seq":1,"type":"ORDER_ACCEPTED"}'
    first = chain_hash(CHAIN_START, body)
    assert first.startswith("9f09994a")
    assert first.endswith("663f41f6")
    second = chain_hash(first, b'{"px":"187.42","qty":"10","seq":2,"type":"FILL"}')
    assert (second[:8], second[-8:]) == ("a966adf1", "2e06d93c")


def test_entries_link_into_the_accounts_chain() -> None:
    one = book(draft(1), ACCOUNT, START, NOW)
    two = book(draft(2), ACCOUNT, head_after(one), NOW)
    assert (one.links[0].sequence, two.links[0].sequence) == (1, 2)
    assert two.links[0].previous_hash == one.hash
    assert two.links[0].chain == f"account:{ACCOUNT}"


def test_entry_reads_back_and_hashes_the_same() -> None:
    entry = book(draft(), ACCOUNT, START, NOW)
    again = entry_of(EntryId("entry-1"), entry_document(entry))
    assert again == entry
    body = hashed_body(again.draft, again.posted_at, again.links)
    assert chain_hash(CHAIN_START, body) == entry.hash


def test_hashed_amounts_are_decimal_texts() -> None:
    body = hashed_body(draft(), NOW, ())
    assert b'"amount":"2000.00"' in body
    assert b'"amount":"-2000.00"' in body


def test_an_edited_amount_no_longer_hashes_to_the_entry() -> None:
    entry = book(draft(), ACCOUNT, START, NOW)
    edited = replace(entry.draft, lines=deposit(ACCOUNT, Cents(2000_01)))
    assert chain_hash(CHAIN_START, hashed_body(edited, NOW, entry.links)) != entry.hash


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(Code.BANK_CLIENT, EUR, 1),),
        (Line(Code.BANK_CLIENT, EUR, 1), Line(Code.CASH, EUR, -2, ACCOUNT)),
        (Line(Code.BANK_CLIENT, EUR, 1), Line(Code.CASH, USD, -1, ACCOUNT)),
        (Line(Code.BANK_CLIENT, EUR, 1), Line(Code.CASH, EUR, -1)),
        (Line(Code.BANK_CLIENT, EUR, 1, ACCOUNT), Line(Code.CASH, EUR, -1, ACCOUNT)),
    ],
)
def test_lines_that_are_no_double_entry_are_refused(lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        check_balanced(lines)


def test_hold_and_release_are_mirrors() -> None:
    held, released = hold(ACCOUNT, Cents(5)), release(ACCOUNT, Cents(5))
    assert sorted((line.account, -line.amount) for line in held) == sorted(
        (line.account, line.amount) for line in released
    )
