"""What a partner may ask of journals: bodies and list queries, read by hand, never echoed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shared.core.canonical import canonical_json
from shared.core.errors import Refusal
from shared.core.ids import AccountId
from shared.core.listings import Listing, by_symbol
from shared.core.money import CASH_SCALE, QTY_SCALE, NotExact, scaled
from shared.eu.funding.model.journal import JournalStatus, JournalType

ENTRIES_MAX = 100
AMOUNT_CENTS_MAX = 100_000_000_00
QTY_NANO_MAX = 1_000_000_000 * 10**QTY_SCALE
LIMIT_MAX = 10_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Words and names of persons, which Alpaca keeps for the travel rule: taken, and not kept. Both
# accounts' holders are known to us.
_NOT_KEPT = frozenset(
    {
        "description", "transmitter_name", "transmitter_account_number", "transmitter_address",
        "transmitter_financial_institution", "transmitter_timestamp",
    }
)  # fmt: skip
_MOVED = frozenset({"amount", "qty", "symbol", "currency"})
_KNOWN = frozenset({"entry_type", "from_account", "to_account"}) | _MOVED | _NOT_KEPT
_BATCH = frozenset({"entry_type", "entries", "correspondent"})
_QUERY = frozenset(
    {"after", "before", "status", "entry_type", "to_account", "from_account", "limit"}
)


@dataclass(frozen=True, slots=True)
class Move:
    """One journal of a request: cents, or 10^-9 shares of a listing."""

    from_account: AccountId
    to_account: AccountId
    amount_cents: int = 0
    listing: Listing | None = None
    qty: int = 0


@dataclass(frozen=True, slots=True)
class RequestJournals:
    """A well-formed request for one journal or a batch; equal ones have the same fingerprint."""

    moves: tuple[Move, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ListJournals:
    """A well-formed list request; `after` and `before` are days that sort as texts."""

    after: str | None
    before: str | None
    status: JournalStatus | None
    journal_type: JournalType | None
    to_account: str | None
    from_account: str | None
    limit: int


def request_journal(body: Any) -> RequestJournals:
    """Read the body of `POST /v1/journals`.

    Raises Refusal with the reason and the field.
    """
    fields = _fields(body, _KNOWN)
    ends = _account(fields, "from_account"), _account(fields, "to_account")
    if _type(fields) is JournalType.CASH:
        return _request([_cash(fields, *ends)])
    return _request([_shares(fields, *ends)])


def request_batch(body: Any, *, one_side: str) -> RequestJournals:
    """Read the body of a batch, cash alone: `one_side` is the account that all entries share.

    Raises Refusal with the reason and the field.
    """
    other_side = "to_account" if one_side == "from_account" else "from_account"
    fields = _fields(body, _BATCH | {one_side})
    if _type(fields) is not JournalType.CASH:
        raise Refusal("not_supported", "entry_type")
    shared = _account(fields, one_side)
    entries = fields.get("entries")
    if entries is None:
        raise Refusal("missing_field", "entries")
    if not isinstance(entries, list) or not 1 <= len(entries) <= ENTRIES_MAX:
        raise Refusal("invalid_field", "entries")
    moves = []
    for entry in entries:
        own = _fields(entry, {other_side} | _MOVED | _NOT_KEPT)
        ends = {one_side: shared, other_side: _account(own, other_side)}
        moves.append(_cash(own, ends["from_account"], ends["to_account"]))
    return _request(moves)


def list_journals(query: Mapping[str, str]) -> ListJournals:
    """Read the query of `GET /v1/journals`. Raises Refusal `invalid_parameter`."""
    if not query.keys() <= _QUERY:
        raise Refusal("invalid_parameter")
    status, journal_type = query.get("status"), query.get("entry_type")
    for name, value, known in (
        ("status", status, tuple(JournalStatus)),
        ("entry_type", journal_type, tuple(JournalType)),
    ):
        if value is not None and value not in known:
            raise Refusal("invalid_parameter", name)
    limit = query.get("limit", str(LIMIT_MAX))
    if not re.fullmatch(r"[0-9]{1,6}", limit) or not 1 <= int(limit) <= LIMIT_MAX:
        raise Refusal("invalid_parameter", "limit")
    return ListJournals(
        after=_day(query, "after"),
        before=_day(query, "before"),
        status=JournalStatus(status) if status else None,
        journal_type=JournalType(journal_type) if journal_type else None,
        to_account=query.get("to_account"),
        from_account=query.get("from_account"),
        limit=int(limit),
    )


def _request(moves: Sequence[Move]) -> RequestJournals:
    told = [
        [
            move.from_account,
            move.to_account,
            str(move.amount_cents),
            move.listing.symbol if move.listing else "",
            str(move.qty),
        ]
        for move in moves
    ]
    return RequestJournals(tuple(moves), sha256(canonical_json(told)).hexdigest())


def _fields(body: Any, known: frozenset[str] | set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    fields = {name: value for name, value in body.items() if value is not None}
    if not fields.keys() <= known:
        raise Refusal("unknown_field")
    return fields


def _type(fields: Mapping[str, Any]) -> JournalType:
    value = fields.get("entry_type")
    if value is None:
        raise Refusal("missing_field", "entry_type")
    if value not in tuple(JournalType):
        raise Refusal("invalid_field", "entry_type")
    return JournalType(value)


def _account(fields: Mapping[str, Any], name: str) -> AccountId:
    value = fields.get(name)
    if value is None:
        raise Refusal("missing_field", name)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Refusal("invalid_field", name)
    return AccountId(value)


def _cash(fields: Mapping[str, Any], giver: AccountId, taker: AccountId) -> Move:
    _check_ends(fields, giver, taker, ("qty", "symbol"))
    cents = _number(fields, "amount", CASH_SCALE, AMOUNT_CENTS_MAX)
    return Move(giver, taker, amount_cents=cents)


def _shares(fields: Mapping[str, Any], giver: AccountId, taker: AccountId) -> Move:
    _check_ends(fields, giver, taker, ("amount",))
    symbol = fields.get("symbol")
    if symbol is None:
        raise Refusal("missing_field", "symbol")
    listing = by_symbol(symbol) if isinstance(symbol, str) else None
    if listing is None:
        raise Refusal("invalid_symbol", "symbol")
    qty = _number(fields, "qty", QTY_SCALE, QTY_NANO_MAX)
    return Move(giver, taker, listing=listing, qty=qty)


def _check_ends(
    fields: Mapping[str, Any], giver: AccountId, taker: AccountId, foreign: tuple[str, ...]
) -> None:
    if giver == taker:
        raise Refusal("invalid_field", "to_account")
    for name in foreign:
        if fields.get(name, "") != "":
            raise Refusal("invalid_field", name)
    if fields.get("currency", "EUR") != "EUR":
        raise Refusal("not_supported", "currency")


def _number(fields: Mapping[str, Any], name: str, scale: int, highest: int) -> int:
    value = fields.get(name)
    if value is None:
        raise Refusal("missing_field", name)
    try:
        number = scaled(value, scale) if isinstance(value, str | Decimal) else 0
    except NotExact:
        raise Refusal("invalid_field", name) from None
    if not 0 < number <= highest:
        raise Refusal("invalid_field", name)
    return number


def _day(query: Mapping[str, str], name: str) -> str | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "").isoformat()
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
