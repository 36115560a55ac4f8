"""Where orders, executions and refused messages lie in the US database, and in what form.

`orders/{order_token}`        the order and every fact it reported
`executions/{execution_id}`   one trade, immutable; `unprojected` is there until the books hold it
`quarantine/{sha256}`         a message that was refused: why, and its size; never its bytes (D2)
"""

from typing import Any

from shared.border.dictionary import Side
from shared.core.documents import Create, Data, Snapshot, create
from shared.core.ids import OrderToken, shard_of
from shared.us.clearing.model import FeeTotals
from shared.us.omnibus.paths import posting_data
from shared.us.orders.model.decision import Decision
from shared.us.orders.model.order import Execution, Order, Report
from shared.us.orders.model.state import State

ORDERS = "orders"
EXECUTIONS = "executions"
QUARANTINE = "quarantine"


def order_path(token: str) -> str:
    """Return the path of an order."""
    return f"{ORDERS}/{token}"


def decision_writes(decision: Decision) -> list[Create]:
    """Build the one commit of a new order: itself and its executions, none of which may exist."""
    return [
        create(order_path(decision.order.token), _order_data(decision.order)),
        *(_execution_create(execution) for execution in decision.executions),
    ]


def quarantine_create(sha256: str, reason: str, size: int, received_at_ms: int) -> Create:
    """Build the record of a message that was refused."""
    document = {
        "reason": reason,
        "sha256": sha256,
        "size": size,
        "received_at_ms": received_at_ms,
    }
    return create(f"{QUARANTINE}/{sha256}", document)


def order_of(snapshot: Snapshot) -> Order | None:
    """Read a stored order, None where there is none."""
    data = snapshot.data
    if data is None:
        return None
    return Order(
        token=OrderToken(snapshot.path.removeprefix(f"{ORDERS}/")),
        cohort=data["cohort"],
        asset_id=data["asset_id"],
        symbol=data["symbol"],
        side=Side(data["side"]),
        qty=data["qty"],
        limit_price=data["limit_price"],
        received_at_ms=data["received_at_ms"],
        state=State(data["state"]),
        cum_qty=data["cum_qty"],
        fees=_fees_of(data["fees"]),
        reports=tuple(Report(item["seq"], tuple(item["steps"])) for item in data["reports"]),
    )


def _order_data(order: Order) -> dict[str, Any]:
    return {
        "cohort": order.cohort,
        "asset_id": order.asset_id,
        "symbol": order.symbol,
        "side": order.side.value,
        "qty": order.qty,
        "limit_price": order.limit_price,
        "received_at_ms": order.received_at_ms,
        "state": order.state.value,
        "cum_qty": order.cum_qty,
        "fees": {
            fee_type: {"raw_nano_usd": raw, "charged_cents": order.fees.charged_cents[fee_type]}
            for fee_type, raw in order.fees.raw_nano_usd.items()
        },
        "report_count": len(order.reports),
        "reports": [{"seq": item.seq, "steps": list(item.steps)} for item in order.reports],
    }


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
