"""What leaves for the US names an order by its token and nobody by anything (D2, D3)."""

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
