"""Where orders, executions and refused messages lie in the US database, and in what form.

`orders/{order_token}`        the order and every fact it reported, or that its cancel came first;
                              `outbox` is there while a tick's report is not known to be published
`executions/{execution_id}`   one trade, immutable; `unprojected` is there until the books hold it
`quarantine/{sha256}`         a message that was refused: why, and its size; never its bytes (D2)

An open order has a `resting/{order_token}` beside it (venues), created and deleted with it.
"""

from collections.abc import Sequence
from typing import Any

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.documents import Create, Data, Delete, Snapshot, Write, create, replace, save
from shared.core.ids import OrderToken, shard_of
from shared.us.clearing.model import FeeTotals
from shared.us.omnibus.paths import posting_data
from shared.us.orders.model.order import Decision, Execution, Known, Order, Report, Tombstone
from shared.us.orders.model.state import Event, State, after
from shared.us.venues.model.book import Resting
from shared.us.venues.paths import resting_create

ORDERS = "orders"
EXECUTIONS = "executions"
QUARANTINE = "quarantine"


def order_path(token: str) -> str:
    """Return the path of an order."""
    return f"{ORDERS}/{token}"


def decision_writes(decision: Decision) -> list[Create]:
    """Build the one commit of a new order: itself, its executions, its place in the book.

    None of them may exist.
    """
    order = decision.order
    return [
        create(order_path(order.token), _order_data(order)),
        *(_execution_create(execution) for execution in decision.executions),
        *_rests(order),
    ]


def change_writes(seen: Snapshot, resting: Snapshot, decision: Decision) -> list[Write]:
    """Build the writes of an order that was `seen`; it leaves the book when it has ended."""
    order = decision.order
    leaves = [Delete(resting.path, resting.token)] if resting.exists and not order.is_open else []
    return [
        replace(seen, _order_data(order)),
        *(_execution_create(execution) for execution in decision.executions),
        *leaves,
    ]


def order_replace(seen: Snapshot, order: Order) -> Write:
    """Build the write of an order alone."""
    return replace(seen, _order_data(order))


def tombstone_create(seen: Snapshot, tombstone: Tombstone) -> Write:
    """Build the record of a cancel that came before its order."""
    document = {
        "cohort": tombstone.cohort,
        "asset_id": tombstone.asset_id,
        "received_at_ms": tombstone.received_at_ms,
        "state": after(State.RECEIVED, Event.END).value,
        "cum_qty": 0,
        "instruction_seq": tombstone.instruction_seq,
        **_reports_data(tombstone.reports),
    }
    return save(seen, document)


def quarantine_create(sha256: str, reason: str, size: int, received_at_ms: int) -> Create:
    """Build the record of a message that was refused."""
    document = {
        "reason": reason,
        "sha256": sha256,
        "size": size,
        "received_at_ms": received_at_ms,
    }
    return create(f"{QUARANTINE}/{sha256}", document)


def known_of(snapshot: Snapshot) -> Known | None:
    """Read what is known of a token, None where that is nothing."""
    data = snapshot.data
    if data is None:
        return None
    token = OrderToken(snapshot.path.removeprefix(f"{ORDERS}/"))
    return _order_of(token, data) if "side" in data else _tombstone_of(token, data)


def order_of(snapshot: Snapshot) -> Order | None:
    """Read a stored order, None where there is none."""
    known = known_of(snapshot)
    return known if isinstance(known, Order) else None


def _tombstone_of(token: OrderToken, data: Data) -> Tombstone:
    return Tombstone(
        token,
        data["cohort"],
        data["asset_id"],
        data["received_at_ms"],
        data["instruction_seq"],
        _reports_of(data),
    )


def _order_of(token: OrderToken, data: Data) -> Order:
    return Order(
        token=token,
        cohort=data["cohort"],
        asset_id=data["asset_id"],
        symbol=data["symbol"],
        side=Side(data["side"]),
        order_type=OrderType(data["order_type"]),
        tif=TimeInForce(data["tif"]),
        qty=data["qty"],
        notional_cents=data["notional_cents"],
        limit_price=data["limit_price"],
        received_at_ms=data["received_at_ms"],
        expires_at_ms=data["expires_at_ms"],
        state=State(data["state"]),
        cum_qty=data["cum_qty"],
        fees=_fees_of(data["fees"]),
        reports=_reports_of(data),
        instruction_seq=data["instruction_seq"],
        unsent_seq=data.get("unsent_seq"),
    )


def _order_data(order: Order) -> dict[str, Any]:
    unsent = {"unsent_seq": order.unsent_seq, "outbox": shard_of(order.token)}
    return {
        "cohort": order.cohort,
        "asset_id": order.asset_id,
        "symbol": order.symbol,
        "side": order.side.value,
        "order_type": order.order_type.value,
        "tif": order.tif.value,
        "qty": order.qty,
        "notional_cents": order.notional_cents,
        "limit_price": order.limit_price,
        "received_at_ms": order.received_at_ms,
        "expires_at_ms": order.expires_at_ms,
        "state": order.state.value,
        "cum_qty": order.cum_qty,
        "fees": {
            fee_type: {"raw_nano_usd": raw, "charged_cents": order.fees.charged_cents[fee_type]}
            for fee_type, raw in order.fees.raw_nano_usd.items()
        },
        "instruction_seq": order.instruction_seq,
        **(unsent if order.unsent_seq is not None else {}),
        **_reports_data(order.reports),
    }


def _reports_data(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "report_count": len(reports),
        "reports": [{"seq": item.seq, "steps": list(item.steps)} for item in reports],
    }


def _reports_of(data: Data) -> tuple[Report, ...]:
    return tuple(Report(item["seq"], tuple(item["steps"])) for item in data["reports"])


def _rests(order: Order) -> list[Create]:
    if not order.is_open or order.symbol is None:
        return []
    resting = Resting(
        order.token,
        order.symbol,
        order.side,
        order.limit_price,
        order.received_at_ms,
        order.expires_at_ms,
    )
    return [resting_create(resting)]


def _fees_of(data: Data) -> FeeTotals:
    return FeeTotals(
        {fee_type: fee["raw_nano_usd"] for fee_type, fee in data.items()},
        {fee_type: fee["charged_cents"] for fee_type, fee in data.items()},
    )


def _execution_create(execution: Execution) -> Create:
    document = {
        "order_token": execution.order_token,
        "cohort": execution.cohort,
        "asset_id": execution.asset_id,
        "side": execution.side.value,
        "qty": execution.qty,
        "price": execution.price,
        "venue": execution.venue,
        "gross_cents": execution.gross_cents,
        "fees": {
            charge.fee_type: {
                "raw_nano_usd": charge.raw_nano_usd,
                "charged_cents": charge.charged_cents,
            }
            for charge in execution.charges
        },
        "executed_at_ms": execution.executed_at_ms,
        "trade_date": execution.trade_date.isoformat(),
        "settle_date": execution.settle_date.isoformat(),
        "lines": posting_data(execution.posting),
        "unprojected": shard_of(execution.execution_id),
    }
    return create(f"{EXECUTIONS}/{execution.execution_id}", document)
