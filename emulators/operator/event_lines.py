"""Events of partners as one line each, for people who watch them pass."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.text import Text

from emulators.event_streams import Told

ID_LENGTH = 8
_GOOD = frozenset({"fill", "FILL", "COMPLETE", "APPROVED", "ACTIVE"})
_BAD = frozenset({"rejected", "canceled", "expired", "REJECTED", "RETURNED", "CANCELED"})

Event = Mapping[str, Any]


def event_line(told: Told) -> Text:
    """Return when, whose, on which stream, what, and the id to go on after."""
    event = told.event
    start = f"{_time(event)}  {told.correspondent:<4}  {told.stream:<10}  "
    what = f"  {event['event_id']}  {_SAYS[told.stream](event)}"
    return _line(start, _KINDS[told.stream](event), what)


def order_line(told: Told) -> Text:
    """Return when, whose, which order, and its step."""
    event, order = told.event, told.event["order"]
    ids = f"{event['account_id'][:ID_LENGTH]}  {order['id'][:ID_LENGTH]}"
    return _line(
        f"{_time(event)}  {told.correspondent:<4}  {ids}  ", event["event"], f"  {_step(event)}"
    )


def event_as_json(told: Told) -> dict[str, Any]:
    """Return the event as it came, with whose it is, for scripts."""
    return {
        "partner": told.correspondent,
        "stream": told.stream,
        "heard_at_ms": told.heard_at_ms,
        "event": dict(told.event),
    }


def _line(start: str, kind: str, rest: str) -> Text:
    style = "green" if kind in _GOOD else "red" if kind in _BAD else "bold"
    return Text.assemble((start, "dim"), (f"{kind:<12}", style), rest)


def _time(event: Event) -> str:
    return str(event["at"])[11:23]


def _step(event: Event) -> str:
    order = event["order"]
    asked = f"{order['side']} {order['qty'] or order['notional'] + ' EUR'} {order['symbol']}"
    if event.get("execution_id"):
        price = f"{event['qty']} at {event['price']} USD"
        return f"{asked}: {price}, {order['filled_qty']} in all at {order['filled_avg_price']} EUR"
    limit = f" {order['limit_price']} USD" if order.get("limit_price") else ""
    return f"{asked} {order['type']}{limit} {order['time_in_force']}"


def _activity(event: Event) -> str:
    details = event.get("details") or {}
    traded = f"{event['qty']} {details['symbol']}, " if details.get("symbol") else ""
    return f"{traded}{event['net_amount']} {event['currency']}"


def _account(event: Event) -> str:
    return f"{event['account_id'][:ID_LENGTH]} was {event.get('status_from') or 'new'}"


def _funding(event: Event) -> str:
    what = f"{event['entity_type']} {event.get('direction', '')}".strip()
    return f"{what} {event.get('amount', '')} {event.get('currency', '')}".strip()


def _journal(event: Event) -> str:
    return str(event.get("entry_type", ""))


def _status(event: Event) -> str:
    return str(event.get("status_to", ""))


_KINDS: dict[str, Callable[[Event], str]] = {
    "trades": lambda event: str(event["event"]),
    "activities": lambda event: str(event["activity_type"]),
    "accounts": _status,
    "funding": _status,
    "journals": _status,
}
_SAYS: dict[str, Callable[[Event], str]] = {
    "trades": _step,
    "activities": _activity,
    "accounts": _account,
    "funding": _funding,
    "journals": _journal,
}
