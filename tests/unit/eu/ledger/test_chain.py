"""A chain is whole, or it is seen where it stops being so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.core.canonical import CHAIN_START
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.ledger.model.chain import intact_length, is_edited, link_in, reaches
from shared.eu.ledger.model.entry import ChainHead, Draft, Entry, book, chain_of, head_after
from shared.eu.ledger.model.postings import deposit

ACCOUNT = AccountId("11111111-1111-4111-8111-111111111111")
CHAIN = chain_of(ACCOUNT)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)

Change = Callable[[list[Entry]], list[Entry]]


def three() -> list[Entry]:
    head, entries = ChainHead(0, CHAIN_START), []
    for number in range(1, 4):
        lines = deposit(ACCOUNT, Cents(number * 100))
        draft = Draft(EntryId(f"e{number}"), "P1", lines, NOW, date(2026, 11, 20))
        entries.append(book(draft, ACCOUNT, head, NOW))
        head = head_after(entries[-1])
    return entries


def edited(entry: Entry) -> Entry:
    return replace(entry, draft=replace(entry.draft, lines=deposit(ACCOUNT, Cents(1))))


def test_a_whole_chain_reaches_its_head_in_any_order_of_reading() -> None:
    entries = three()
    assert reaches(entries[::-1], CHAIN, head_after(entries[-1]))
    assert reaches([], CHAIN, ChainHead(0, CHAIN_START))
    assert link_in(entries[0], "account:other") is None
    assert not any(map(is_edited, entries))


@pytest.mark.parametrize(
    ("change", "intact"),
    [
        (lambda e: [e[0], edited(e[1]), e[2]], 1),
        (lambda e: [e[0], e[2]], 1),
        (lambda e: [*e, e[2]], 3),
        (lambda e: e[1:], 0),
        (lambda e: e[:2], 2),
    ],
)
def test_an_edited_missing_or_doubled_entry_is_seen(change: Change, intact: int) -> None:
    entries = three()
    changed = change(entries)
    assert not reaches(changed, CHAIN, head_after(entries[-1]))
    assert intact_length(changed, CHAIN) == intact
