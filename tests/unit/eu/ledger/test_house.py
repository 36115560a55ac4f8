"""The house's balances are exact at any moment, whoever folds, fails or repeats (D9)."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.canonical import CHAIN_START
from shared.core.counters import Counters
from shared.core.documents import Put, Write
from shared.core.errors import CommitUnknown, Unavailable
from shared.core.ids import SHARD_COUNT, AccountId, AssetId, EntryId, derive
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import EUR
from shared.eu.ledger.model.entry import ChainHead, Draft, Line, book
from shared.eu.ledger.model.house import HouseBalances
from shared.eu.ledger.model.postings import SellAmounts, deposit, hold, sell_fill
from shared.eu.ledger.paths import ENTRIES, created
from shared.eu.ledger.service import projecting
from shared.eu.ledger.service.house_reader import HouseReader
from shared.eu.ledger.service.projecting import Projector
from shared.memory.clock import SeededEntropy
from shared.memory.documents import MemoryDocuments

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ASSETS = [AssetId(derive("asset", letter)) for letter in "ab"]
ALL = 10_000


def post(documents: MemoryDocuments, number: int, lines: tuple[Line, ...]) -> None:
    account = AccountId(derive("account", str(number)))
    named = tuple(
        Line(line.code, line.commodity, line.amount, account if line.client else None)
        for line in lines
    )
    entry_id = EntryId(derive("entry", str(number)))
    draft = Draft(entry_id, "P", named, NOW, date(2026, 11, 20))
    documents.commit([created(book(draft, account, ChainHead(0, CHAIN_START), NOW))])


def some_lines(number: int) -> tuple[Line, ...]:
    """Return a deposit, a sale of one of two assets, or a hold, which moves nothing of ours."""
    account, cents = AccountId("x"), Cents(100 + number)
    kinds = (
        deposit(account, cents),
        hold(account, cents),
        sell_fill(
            account, ASSETS[number % 2], NanoQty(number), SellAmounts(cents, cents, Cents(1))
        ),
    )
    return kinds[number % 3]


def booked(documents: MemoryDocuments) -> dict[tuple[str, str], int]:
    """Return what the entries' documents sum to, as an auditor adds them up."""
    totals: Counter[tuple[str, str]] = Counter()
    for seen in documents.query(ENTRIES, limit=ALL):
        for line in (seen.data or {})["lines"]:
            if ":" not in line["account"]:
                totals[line["account"], line["commodity"]] += line["amount"]
    return {key: amount for key, amount in totals.items() if amount}


def told(balances: HouseBalances) -> dict[tuple[str, str], int]:
    return {(code.value, of): amount for (code, of), amount in balances.amounts.items() if amount}


def projector(documents: MemoryDocuments, seed: str = "p") -> Projector:
    return Projector(documents, SeededEntropy(seed))


@pytest.fixture
def documents() -> MemoryDocuments:
    documents = MemoryDocuments()
    for number in range(90):
        post(documents, number, some_lines(number))
    return documents


def test_before_while_and_after_folding_the_balances_are_the_entries(
    documents: MemoryDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "ENTRIES_PER_COMMIT_MAX", 2)
    monkeypatch.setattr(projecting, "ENTRIES_OF_READ_MAX", 7)
    reader, expected = HouseReader(documents), booked(documents)
    assert (told(reader.every()), reader.every().waiting) == (expected, 60)
    assert projector(documents).project() == 60
    after = reader.every()
    assert (told(after), after.waiting, after.folded) == (expected, 0, 60)
    assert projector(documents).project() == 0
    post(documents, 90, some_lines(90))
    assert told(reader.every()) == booked(documents)


def test_one_commodity_reads_what_it_needs_alone(documents: MemoryDocuments) -> None:
    projector(documents).project()
    expected = {key: amount for key, amount in booked(documents).items() if key[1] == EUR}
    documents.counters = Counters()
    assert told(HouseReader(documents).of(EUR)) == expected
    counted = documents.counters.as_dict()
    assert counted["queries"] == {ENTRIES: 1}
    assert counted["reads"]["house_balances"] == SHARD_COUNT


def test_two_projectors_at_once_count_each_entry_once(documents: MemoryDocuments) -> None:
    others = [projector(documents, "other")]

    def another_first(_: Sequence[Write]) -> None:
        if others:
            others.pop().project()

    documents.hooks.before_commit = another_first
    projector(documents).project()
    after = HouseReader(documents).every()
    assert (told(after), after.folded, after.waiting) == (booked(documents), 60, 0)


def test_a_fold_whose_answer_was_lost_is_not_done_again(documents: MemoryDocuments) -> None:
    def lose(_: Sequence[Write]) -> None:
        raise CommitUnknown

    documents.hooks.after_commit = lose
    projector(documents).project()
    documents.hooks.after_commit = lambda _: None
    projector(documents).project()
    after = HouseReader(documents).every()
    assert (told(after), after.folded) == (booked(documents), 60)


def test_a_fold_in_the_middle_of_a_reading_is_seen(documents: MemoryDocuments) -> None:
    """The balances are read, then a projector runs, then what waits is read: nothing any more."""
    runs = [1, 1]

    def fold(paths: Sequence[str]) -> None:
        if runs and paths[0].startswith("house_balances/"):
            runs.pop()
            post(documents, 900 + len(runs), some_lines(0))
            projector(documents).project()

    documents.hooks.after_get = fold
    assert told(HouseReader(documents).of(EUR)) == {
        key: amount for key, amount in booked(documents).items() if key[1] == EUR
    }
    assert not runs


def test_who_is_never_left_a_pause_is_told_so(documents: MemoryDocuments) -> None:
    numbers = iter(range(1_000, 2_000))

    def fold(paths: Sequence[str]) -> None:
        if paths[0].startswith("house_balances/"):
            documents.hooks.after_get = lambda _: None
            post(documents, next(numbers), some_lines(0))
            projector(documents).project()
            documents.hooks.after_get = fold

    documents.hooks.after_get = fold
    with pytest.raises(Unavailable):
        HouseReader(documents).of(EUR)


def test_what_is_no_entry_keeps_its_mark_and_holds_nothing_up(documents: MemoryDocuments) -> None:
    before = booked(documents)
    (seen, *_) = documents.query(ENTRIES, limit=ALL)
    documents.commit([Put("entries/forged", {**(seen.data or {}), "lines": [], "unprojected": 3})])
    assert projector(documents).project() == 60
    assert told(HouseReader(documents).every()) == before


@given(st.lists(st.sampled_from(["post", "fold", "lose", "race", "read"]), max_size=40))
def test_any_order_of_postings_and_folds_keeps_the_balances(steps: list[str]) -> None:
    documents, number = MemoryDocuments(), 0
    for step in steps:
        documents.hooks.after_commit = lambda _: None
        if step == "post":
            post(documents, number, some_lines(number))
            number += 1
        elif step == "lose":
            documents.hooks.after_commit = _lost
            projector(documents, str(number)).project()
        elif step == "race":
            documents.hooks.before_commit = lambda _: _fold_once(documents)
            projector(documents, str(number)).project()
            documents.hooks.before_commit = lambda _: None
        else:
            projector(documents, str(number)).project() if step == "fold" else None
        assert told(HouseReader(documents).every()) == booked(documents)


def _lost(_: Sequence[Write]) -> None:
    raise CommitUnknown


def _fold_once(documents: MemoryDocuments) -> None:
    documents.hooks.before_commit = lambda _: None
    projector(documents, "race").project()
