"""What leaves for the US names an order by its token and nobody by anything (D2, D3)."""

import pytest

from shared.core.clock import epoch_ms
from shared.core.documents import Delete, Snapshot
from shared.core.market_hours import AlwaysOpen
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import RESEND_AFTER_MS
from shared.eu.orders.service.dispatch import LIFE_MS
from shared.us.marketdata.model.quote import EURUSD
from shared.us.marketdata.paths import quote_path
from tests.simulation.world import World
from tests.unit.eu.orders.order_path import OrderPath


def words_of_clients(world: World) -> list[str]:
    partners = [partner.correspondent for partner in world.partners]
    return [*world.accounts, *partners, "ana@example.org"]


def test_messages_are_ordered_by_token_and_by_nothing_of_a_client(path: OrderPath) -> None:
    order = path.place(client_order_id="ana@example.org")
    path.world.clock.advance_ms(60_000)
    path.world.sweeper.sweep()
    path.world.intake.desk.dispatch.ask_report(order)
    messages = path.sealed()
    assert [message.ordering_key for message in messages] == [order.order_token] * 3
    crossed = "".join(f"{m.data.decode()}{dict(m.attributes)}{m.ordering_key}" for m in messages)
    words = [*words_of_clients(path.world), order.order_id]
    assert [word for word in words if word in crossed] == []


def go_on_until(path: OrderPath, left_ms: int) -> None:
    """Let a tick come so long before the close."""
    now = path.world.clock.now()
    path.world.clock.advance_ms(epoch_ms(AlwaysOpen().next_close(now)) - left_ms - epoch_ms(now))
    path.world.us.commit([Delete(quote_path(EURUSD), rate_seen(path).token)])
    path.world.ticker.tick(path.world.clock.now())
    path.world.deliver_all()
    path.world.published.clear()


def rate_seen(path: OrderPath) -> Snapshot:
    """Return the US side's rate; without one, the next tick is of every symbol."""
    (seen,) = path.world.us.get([quote_path(EURUSD)])
    return seen


@pytest.mark.parametrize("left_ms", [1_000, 2 * LIFE_MS])
def test_an_order_does_not_cross_after_its_validity(path: OrderPath, left_ms: int) -> None:
    go_on_until(path, left_ms)
    path.place(type="limit", limit_price="9")
    (message,) = path.sent()
    assert message.expires_at - message.issued_at == min(left_ms - 1, LIFE_MS)


def test_an_order_that_was_late_trades_on_no_other_day(path: OrderPath) -> None:
    go_on_until(path, 1_000)
    order = path.place(type="limit", limit_price="15")
    path.world.clock.advance_ms(1_000)  # in the very moment of the close the next day has begun
    path.world.deliver_all()
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    path.world.sweeper.sweep()
    path.world.deliver_all()
    ended = path.order(order.order_id)
    assert (ended.state, ended.filled_qty, ended.hold_cents) == (OrderState.CANCELED, 0, 0)
