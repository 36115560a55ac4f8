"""What partners are told of transfers: steps on the funding stream, cash as activities."""

from datetime import datetime
from typing import Any

from shared.core.clock import rfc3339
from shared.core.ids import AccountId, EventId, derive
from shared.core.money import CASH_SCALE, Cents, text
from shared.eu.events.model.record import Happening, Stream
from shared.eu.funding.model.transfer import Direction, Transfer

# Money that comes in and money that goes out, in Alpaca's words.
ACTIVITY_TYPES = {Direction.INCOMING: "CSD", Direction.OUTGOING: "CSW"}


def transfer_step(transfer: Transfer, before: str, cash_cents: int) -> Happening:
    """Return the event of a step to the transfer's present status.

    `before` is empty for the first one. `cash_cents` is what the step does to the account's cash:
    an activity tells of it where it is not zero.
    """
    status, at = transfer.status.value, transfer.updated_at
    body = {Stream.FUNDING.value: _step_body(transfer, before)}
    streams: tuple[Stream, ...] = (Stream.FUNDING,)
    if cash_cents:
        streams = (Stream.FUNDING, Stream.ACTIVITIES)
        activity_type = ACTIVITY_TYPES[transfer.direction]
        body[Stream.ACTIVITIES.value] = cash_activity(
            transfer.account_id, activity_type, Cents(cash_cents), at, transfer.transfer_id
        )
    event_id = EventId(derive("event", transfer.transfer_id, status.lower()))
    return Happening(event_id, status.lower(), streams, at, body)


def cash_activity(
    account_id: AccountId, activity_type: str, net_cents: Cents, at: datetime, ref_id: str
) -> dict[str, Any]:
    """Render cash that came or went, in cents, as an activity."""
    return {
        "account_id": account_id,
        "at": rfc3339(at),
        "activity_type": activity_type,
        "executed_at": rfc3339(at),
        "status": "executed",
        "currency": "EUR",
        "ref_id": ref_id,
        "previous_id": None,
        "net_amount": text(net_cents, CASH_SCALE),
    }


def _step_body(transfer: Transfer, before: str) -> dict[str, Any]:
    return {
        "account_id": transfer.account_id,
        "at": rfc3339(transfer.updated_at),
        "entity_type": "Transfer",
        "transfer_id": transfer.transfer_id,
        "direction": transfer.direction.value,
        "amount": text(transfer.amount_cents, CASH_SCALE),
        "currency": "EUR",
        "status_from": before,
        "status_to": transfer.status.value,
    }
