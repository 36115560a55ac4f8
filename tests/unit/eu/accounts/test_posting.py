"""Postings by hand: booked once, mirrored, refused where something else stands behind them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Refusal
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.accounts.model.account import CASH
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.accounts.service.posting import Posted, PostingDesk
from shared.eu.accounts.service.reconciling import EuReconciler
from shared.eu.ledger.model.chart import EUR, USD, Code
from shared.eu.ledger.model.entry import Draft, Line, Unbalanced, chain_of
from shared.eu.ledger.model.point_in_time import booked_by, effective_by
from shared.eu.ledger.model.postings import deposit, hold
from shared.eu.ledger.model.totals import Totals
from shared.eu.ledger.paths import ENTRIES
from shared.eu.ledger.service.book_reader import read_book, read_chain
from tests.simulation.world import World, build

DAY = date(2026, 11, 20)
ALL = 100


@pytest.fixture
def world() -> World:
    return build("posting")


@pytest.fixture
def desk(world: World) -> PostingDesk:
    return PostingDesk(world.eu, world.clock)


def draft(lines: Sequence[Line], reference: str = "1", day: date = DAY) -> Draft:
    at = datetime(2026, 11, 20, 15, tzinfo=UTC)
    return Draft(EntryId(f"manual-{reference}"), "P24", tuple(lines), at, day)


def client(world: World, number: int = 0) -> AccountId:
    return AccountId(world.accounts[number])


def cash(world: World, number: int = 0) -> int:
    (seen,) = world.eu.get([account_path(client(world, number))])
    return account_of(seen.path, seen.data or {}).balance(CASH)


def count(world: World) -> int:
    return len(world.eu.query(ENTRIES, limit=ALL))


def is_sound(world: World) -> bool:
    return EuReconciler(world.eu).aggregates().breaks == ()


def reason_of(error: pytest.ExceptionInfo[Refusal]) -> str:
    return error.value.reason


def sweep() -> tuple[Line, ...]:
    """P11: earned fees go to the firm's own bank."""
    return (Line(Code.BANK_FIRM, EUR, 5), Line(Code.BANK_CLIENT, EUR, -5))


def journal(first: AccountId, second: AccountId, cents: int) -> tuple[Line, ...]:
    return (Line(Code.CASH, EUR, cents, first), Line(Code.CASH, EUR, -cents, second))


def test_a_posting_is_booked_once_and_its_balances_are_told(
    world: World, desk: PostingDesk
) -> None:
    before = cash(world)
    posted = desk.post(draft(deposit(client(world), Cents(500))))
    assert posted.accounts[client(world)].balance(CASH) == cash(world) == before + 500
    assert desk.post(draft(deposit(client(world), Cents(500)))).accounts == {}
    assert cash(world) == before + 500
    assert is_sound(world)


def test_a_dry_run_shows_the_same_and_books_nothing(world: World, desk: PostingDesk) -> None:
    entries, before = count(world), cash(world)
    dry = desk.post(draft(deposit(client(world), Cents(500))), dry_run=True)
    assert (count(world), cash(world)) == (entries, before)
    wet = desk.post(draft(deposit(client(world), Cents(500))))
    assert (dry.entry, dry.accounts.keys()) == (wet.entry, wet.accounts.keys())
    firm = draft(sweep(), "firm")
    assert desk.post(firm, dry_run=True).entry == desk.post(firm).entry
    assert count(world) == entries + 2


def test_a_posting_that_moves_two_clients_is_in_both_chains(
    world: World, desk: PostingDesk
) -> None:
    first, second = client(world, 0), client(world, 1)
    before = cash(world, 0), cash(world, 1)
    posted = desk.post(draft(journal(first, second, 70)))
    assert (cash(world, 0), cash(world, 1)) == (before[0] - 70, before[1] + 70)
    for account in (first, second):
        assert read_chain(world.eu, chain_of(account))[-1] == posted.entry
    assert is_sound(world)


def test_what_touches_no_client_is_in_a_chain_of_the_firm(world: World, desk: PostingDesk) -> None:
    for number in range(40):
        desk.post(draft(sweep(), f"firm-{number}"))
    (link,) = desk.post(draft(sweep(), "last")).entry.links
    assert link.chain.startswith("firm:")
    assert link.sequence > 1
    assert is_sound(world)


def test_a_reversal_is_the_mirror_and_comes_once(world: World, desk: PostingDesk) -> None:
    before = Totals.of(read_book(world.eu).entries).amounts
    original = desk.post(draft(deposit(client(world), Cents(500)))).entry
    dry = desk.reverse(original.draft.entry_id, dry_run=True)
    reversed_ = desk.reverse(original.draft.entry_id)
    assert (dry.entry, reversed_.entry.draft.posting) == (reversed_.entry, "RP24")
    assert reversed_.entry.draft.facts == {"reverses": original.draft.entry_id}
    after = Totals.of(read_book(world.eu).entries).amounts
    assert after == before
    entries = count(world)
    assert desk.reverse(original.draft.entry_id).entry == reversed_.entry
    assert count(world) == entries
    with pytest.raises(Refusal) as refused:
        desk.reverse(reversed_.entry.draft.entry_id)
    assert reason_of(refused) == "posting_not_free"


def refused(desk: PostingDesk, asked: Draft) -> str:
    with pytest.raises(Refusal) as error:
        desk.post(asked)
    return reason_of(error)


def test_what_cannot_be_booked_is_refused_for_a_stable_reason(
    world: World, desk: PostingDesk
) -> None:
    entries, one = count(world), client(world)
    closed = draft(deposit(one, Cents(1)), day=DAY - timedelta(days=1))
    held = draft(hold(one, Cents(1)))
    too_much = draft(journal(one, client(world, 1), 10**9))
    nobody = draft(deposit(AccountId("nobody"), Cents(1)))
    assert refused(desk, closed) == "period_closed"
    assert refused(desk, held) == "posting_not_free"
    assert refused(desk, too_much) == "insufficient_buying_power"
    assert refused(desk, nobody) == "not_found"
    with pytest.raises(Refusal) as unknown:
        desk.reverse(EntryId("none"))
    assert (reason_of(unknown), count(world)) == ("not_found", entries)
    assert desk.post(held, dry_run=True).accounts[one].balance("E-2010") == 1


def test_a_posting_whose_answer_was_lost_is_found(world: World, desk: PostingDesk) -> None:
    def lose(_: Sequence[Write]) -> None:
        world.eu.hooks.after_commit = lambda _: None
        raise CommitUnknown

    for lines in (deposit(client(world), Cents(5)), sweep()):
        world.eu.hooks.after_commit = lose
        entries = count(world)
        posted: Posted = desk.post(draft(lines, str(entries)))
        assert (posted.entry.draft.lines, count(world)) == (tuple(lines), entries + 1)


def test_the_book_says_what_it_said_at_an_instant_and_what_is_effective_on_a_day(
    world: World, desk: PostingDesk
) -> None:
    before = world.clock.now()
    world.clock.sleep_ms(1_000)
    one = client(world)
    desk.post(draft(deposit(one, Cents(70)), day=DAY + timedelta(days=3)))
    entries = read_chain(world.eu, chain_of(one))
    key = (Code.CASH, one, EUR)
    whole = -Totals.of(entries).amounts[key]
    assert -Totals.of(booked_by(entries, before)).amounts[key] == whole - 70
    assert -Totals.of(booked_by(entries, world.clock.now())).amounts[key] == whole
    assert -Totals.of(effective_by(entries, DAY)).amounts[key] == whole - 70
    assert -Totals.of(effective_by(entries, DAY + timedelta(days=3))).amounts[key] == whole


def test_dollars_are_no_clients_cash(world: World, desk: PostingDesk) -> None:
    with pytest.raises(Unbalanced):
        draft((Line(Code.NOSTRO_US, USD, 5), Line(Code.CASH, USD, -5, client(world))))
