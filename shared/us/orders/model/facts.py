"""The steps of order reports, in the words of `shared.border.messages`, from the order's facts."""

from shared.border.dictionary import DoneReason, RejectReason
from shared.core.money import PRICE_SCALE, QTY_SCALE, short_text
from shared.us.orders.model.order import Execution, Facts, Order


def acknowledged(order: Order) -> Facts:
    """Say that the order was taken on, and for what quantity."""
    return {"step": "ack", "qty": short_text(order.qty, QTY_SCALE)}


def rejected(reason: RejectReason) -> Facts:
    """Say that the order was refused."""
    return {"step": "reject", "reason": reason.value}


def done(reason: DoneReason) -> Facts:
    """Say that the rest of the order will not trade."""
    return {"step": "done", "reason": reason.value}


def replaced(replacement_token: str) -> Facts:
    """Say that the order under another token goes on with what this one left."""
    return {"step": "replaced", "replacement_token": replacement_token}


def replace_rejected(replacement_token: str, reason: RejectReason) -> Facts:
    """Say that the order goes on as it was."""
    return {
        "step": "replace_reject",
        "replacement_token": replacement_token,
        "reason": reason.value,
    }


def filled(order: Order, execution: Execution) -> Facts:
    """Tell an execution; `order` is as it stands after it."""
    return {
        "step": "fill",
        "execution_id": execution.execution_id,
        "qty": short_text(execution.qty, QTY_SCALE),
        "price": short_text(execution.price, PRICE_SCALE),
        "cum_qty": short_text(order.cum_qty, QTY_SCALE),
        "leaves_qty": short_text(order.leaves_qty, QTY_SCALE),
        "venue": execution.venue,
        "executed_at": execution.executed_at_ms,
        "settle_date": execution.settle_date.isoformat(),
        "fees": [
            {
                "fee_type": charge.fee_type,
                "raw_nano_usd": charge.raw_nano_usd,
                "charged_cents": charge.charged_cents,
            }
            for charge in execution.charges
        ],
    }
