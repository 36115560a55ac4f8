"""The book is read in pages, whole or one chain of it; a page's end loses nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from shared.core.canonical import CHAIN_START, chain_hash
from shared.core.documents import Create, create
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.entry import (
    ChainHead,
    Draft,
    Entry,
    Line,
    Link,
    book,
    chain_of,
    hashed_body,
    head_after,
)
from shared.eu.ledger.model.postings import deposit, hold
from shared.eu.ledger.paths import created, entry_document
from shared.eu.ledger.service import book_reader
from shared.eu.ledger.service.book_reader import read_book, read_chain
from shared.memory.documents import MemoryDocuments

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = date(2026, 11, 20)
ACCOUNTS = [AccountId(f"{digit * 8}-1111-4111-8111-111111111111") for digit in "123"]


def entries_of(account: AccountId, count: int) -> list[Entry]:
    head, entries = ChainHead(0, CHAIN_START), []
    for number in range(1, count + 1):
        draft = Draft(EntryId(f"{account}-{number}"), "P1", deposit(account, Cents(1)), NOW, DAY)
        entries.append(book(draft, account, head, NOW))
        head = head_after(entries[-1])
    return entries


def journal(first: Sequence[Entry], second: Sequence[Entry]) -> Entry:
    """Return an entry that both accounts' chains end with."""
    links = tuple(
        Link(own[-1].links[0].chain, len(own) + 1, own[-1].hash) for own in (first, second)
    )
    lines = (Line(Code.CASH, EUR, 1, ACCOUNTS[0]), Line(Code.CASH, EUR, -1, ACCOUNTS[1]))
    draft = Draft(EntryId("journal"), "P19", lines, NOW, DAY)
    body = hashed_body(draft, NOW, links)
    return Entry(draft, NOW, links, chain_hash(links[0].previous_hash, body))


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> MemoryDocuments:
    """Return a book of twelve entries and a journal, which takes several pages to read."""
    monkeypatch.setattr(book_reader, "ENTRIES_OF_PAGE_MAX", 3)
    documents = MemoryDocuments()
    chains = [
        entries_of(account, count) for account, count in zip(ACCOUNTS, (7, 4, 1), strict=True)
    ]
    writes: list[Create] = [created(entry) for chain in chains for entry in chain]
    documents.commit([*writes, created(journal(chains[0], chains[1]))])
    return documents


def test_the_whole_book_is_every_entry_once(documents: MemoryDocuments) -> None:
    book_read = read_book(documents)
    assert len({entry.draft.entry_id for entry in book_read.entries}) == 13
    assert (len(book_read.entries), book_read.unreadable) == (13, ())


@pytest.mark.parametrize(("account", "count"), list(zip(ACCOUNTS, (8, 5, 1), strict=True)))
def test_a_chain_is_its_own_entries_in_order_the_journal_in_both(
    documents: MemoryDocuments, account: AccountId, count: int
) -> None:
    chain = chain_of(account)
    entries = read_chain(documents, chain)
    numbers = [link.sequence for entry in entries for link in entry.links if link.chain == chain]
    assert numbers == list(range(1, count + 1))


def test_what_is_no_entry_is_named(documents: MemoryDocuments) -> None:
    documents.commit([create("entries/forged", {"place": "account:x:000000000001"})])
    assert read_book(documents).unreadable == ("forged",)


def test_only_what_moves_a_house_account_waits_for_the_projector() -> None:
    account = ACCOUNTS[0]
    moved = Draft(EntryId("hold"), "P3", hold(account, Cents(1)), NOW, DAY)
    held = book(moved, account, ChainHead(0, CHAIN_START), NOW)
    assert "unprojected" not in entry_document(held)
    assert "unprojected" in entry_document(entries_of(account, 1)[0])
