"""When an answer is lost: nothing is placed, credited or asked for twice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from shared.border.messages import FxQuote, QuoteBatch
from shared.core.clock import epoch_ms
from shared.core.documents import Put, Snapshot, Write, create
from shared.core.errors import CommitUnknown, Refusal, Unavailable
from shared.core.ids import AccountId, OrderId, OrderToken
from shared.core.money import Cents
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import account_document, account_of, account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.orders.model.request import PlaceOrder, place_order
from shared.eu.orders.paths import ORDERS, RESEND_AFTER_MS, order_document, order_path
from shared.eu.orders.service.sweep import PAGE_ORDERS
from shared.eu.quotes.model import EURUSD
from shared.eu.quotes.paths import fx_of, quote_path
from shared.eu.quotes.service import keep
from tests.simulation.world import World, build


def command(**more: str) -> PlaceOrder:
    body = {"symbol": "KO", "qty": "2", "side": "buy", "type": "market", "time_in_force": "day"}
    return place_order({**body, **more})


def account_seen(world: World) -> Snapshot:
    return world.eu.get([account_path(AccountId(world.accounts[0]))])[0]


def lose_the_answer_and_every_read(world: World) -> None:
    """Let the next commit land without an answer; after it no read is answered."""

    def lost(writes: Sequence[Write]) -> None:
        world.eu.hooks.after_get = unreadable
        raise CommitUnknown

    def unreadable(paths: Sequence[str]) -> None:
        raise Unavailable

    world.eu.hooks.after_commit = lost


def heal(world: World) -> None:
    world.eu.hooks.after_commit = lambda writes: None
    world.eu.hooks.after_get = lambda paths: None


@pytest.mark.parametrize(
    ("more", "reason"), [({}, "fate_unknown"), ({"client_order_id": "mine"}, "contention")]
)
def test_an_order_of_unknown_fate_is_repeatable_only_by_its_own_id(
    more: dict[str, str], reason: str
) -> None:
    world = build("doubt")
    seen = account_seen(world)
    lose_the_answer_and_every_read(world)
    with pytest.raises(Refusal, match=reason):
        world.desk.place(seen, command(**more))
    heal(world)
    if more:
        world.desk.place(account_seen(world), command(**more))
    assert len(world.eu.query(ORDERS, limit=10)) == 1


def test_an_order_whose_answer_was_lost_is_sent_when_it_is_found() -> None:
    world = build("doubt")
    lost: list[Sequence[Write]] = []

    def lose_once(writes: Sequence[Write]) -> None:
        if not lost:
            lost.append(writes)
            raise CommitUnknown

    world.eu.hooks.after_commit = lose_once
    world.desk.place(account_seen(world), command())
    assert [item.subscription for item in world.broker.waiting()] == ["orders"]


def deposit(world: World) -> Deposit:
    account_id = AccountId(world.accounts[0])
    return Deposit("transfer-1", account_id, Cents(5_000), world.clock.now())


def test_a_deposit_of_unknown_fate_says_so_and_is_there_once() -> None:
    world = build("doubt")
    before = account_of(account_seen(world).path, account_seen(world).data or {}).cash
    lose_the_answer_and_every_read(world)
    with pytest.raises(CommitUnknown):
        FundingDesk(world.eu, world.clock).credit(deposit(world))
    heal(world)
    FundingDesk(world.eu, world.clock).credit(deposit(world))
    after = account_of(account_seen(world).path, account_seen(world).data or {}).cash
    assert after - before == 5_000


def test_an_account_that_was_closed_meanwhile_gets_no_deposit() -> None:
    world = build("doubt")
    change = AccountChange(account_seen(world), world.clock.now())
    change.account = replace(change.account, state=AccountState.ACCOUNT_CLOSED)
    world.eu.commit(change.writes())
    assert account_document(change.account)["state"] == "ACCOUNT_CLOSED"
    with pytest.raises(Refusal, match="account_restricted"):
        FundingDesk(world.eu, world.clock).credit(deposit(world))


def test_the_sweeper_reaches_every_order_of_a_shard() -> None:
    world = build("doubt")
    order = world.desk.place(account_seen(world), command())
    shard = order_document(order)["outbox"]
    count = 2 * PAGE_ORDERS + 5
    for number in range(count):
        twin = replace(
            order, order_token=OrderToken(f"{number:032x}"), updated_at=world.clock.now()
        )
        copy = {**order_document(twin), "outbox": shard}
        world.eu.commit([_created(f"copy-{number}", copy)])
        world.clock.advance_ms(1)
    world.clock.advance_ms(RESEND_AFTER_MS)
    assert world.sweeper.sweep() == count + 1


def _created(name: str, data: dict[str, object]) -> Write:
    return create(order_path(OrderId(name)), data)


def test_a_late_batch_does_not_bring_an_older_rate_back() -> None:
    world = build("doubt")
    (stored,) = world.eu.get([quote_path(EURUSD)])
    newest = fx_of(stored.data or {})
    at = newest.at_ms - 1
    late = QuoteBatch(
        message_id="0" * 32,
        issued_at=at,
        expires_at=epoch_ms(world.clock.now()) + 60_000,
        fx=FxQuote(mid="2", at=at),
        quotes=(),
    )
    keep(world.eu, late)
    (after,) = world.eu.get([quote_path(EURUSD)])
    assert fx_of(after.data or {}) == newest


def test_early_reports_ask_for_the_gap_once() -> None:
    world = build("doubt")
    walk_in_slices(world)
    world.desk.place(account_seen(world), command(qty="12"))
    (item,) = world.broker.pending()
    world.broker.deliver(item)
    reports = [item for item in world.broker.waiting() if item.subscription == "executions"]
    assert len(reports) > 3
    for report in reversed(reports[1:]):
        world.broker.deliver(report, out_of_order=True)
    asked = [item for item in world.broker.waiting() if item.subscription == "orders"]
    assert len(asked) == 1
    world.deliver_all()
    (order,) = world.eu.query(ORDERS, limit=2)
    assert (order.data or {})["state"] == "FILLED"


def walk_in_slices(world: World) -> None:
    """Offer three shares at a time."""
    (seen,) = world.us.get(["quotes/KO"])
    quote = {**(seen.data or {}), "ask_size": 3}
    quote.pop("version", None)
    world.us.commit([Put("quotes/KO", quote)])
