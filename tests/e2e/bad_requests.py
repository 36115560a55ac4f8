"""Requests that must be refused, each with the reason that it must be refused for."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.core.listings import KidStatus, all_listings
from tests.e2e.api import MARKET_BUY, PartnerApi, orders_path

# Stands, in one form or another, in every request; it must come back from nowhere.
MARKER = "zzcanary-ana.garcia@example.org"
WITHOUT_KID = next(
    each.symbol
    for each in all_listings()
    if each.kid_status is KidStatus.MISSING and each.reference_price is None
)
FUNCTION_BODY_BYTES_MAX = 64 * 1024
EDGE_BODY_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BadRequest:
    """A request and its refusal; `path` may name `{own}`, `{foreign}` and `{orders}`.

    `headers` replace the credentials.
    """

    reason: str
    status: int
    method: str = "POST"
    path: str = "{orders}"
    body: bytes | None = None
    field: str | None = None
    headers: Mapping[str, str] | None = None


def order(reason: str, status: int, field: str | None = None, /, **fields: Any) -> BadRequest:
    """Build an order whose `fields` make it bad."""
    body = {**MARKET_BUY, "client_order_id": MARKER, **fields}
    return BadRequest(reason, status, body=json.dumps(body).encode(), field=field)


def estimate(reason: str, status: int, field: str | None = None, /, **fields: Any) -> BadRequest:
    """Build an order to be estimated whose `fields` make it bad."""
    return replace(order(reason, status, field, **fields), path="{orders}/estimation")


def raw_qty(reason: str, status: int, field: str | None, number: str) -> BadRequest:
    """Build an order whose quantity is a bare JSON token."""
    body = json.dumps({**MARKET_BUY, "client_order_id": MARKER, "qty": "@"}).replace('"@"', number)
    return BadRequest(reason, status, body=body.encode(), field=field)


def malformed(body: bytes) -> BadRequest:
    """Build a body that is no JSON object."""
    return BadRequest("malformed_body", 400, body=body)


def get(reason: str, status: int, path: str, field: str | None = None) -> BadRequest:
    """Build a read that must fail."""
    return BadRequest(reason, status, "GET", path, field=field)


def stranger(**headers: str) -> BadRequest:
    """Build a good order with bad credentials."""
    body = json.dumps({**MARKET_BUY, "client_order_id": MARKER}).encode()
    return BadRequest("unauthorized", 401, body=body, headers=headers)


def _basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


GTC = {"time_in_force": "gtc"}
_GOOD = json.dumps({**MARKET_BUY, "client_order_id": MARKER}).encode()

BODIES = {
    "cut off": malformed(_GOOD[:-1]),
    "nothing": malformed(b""),
    "a list": malformed(json.dumps([MARKER]).encode()),
    "a string": malformed(json.dumps(MARKER).encode()),
    "not UTF-8": malformed(b'{"symbol": "' + MARKER.encode() + b'\xff\xfe"}'),
    "compressed": malformed(gzip.compress(_GOOD)),
    "a key twice": malformed(_GOOD[:-1] + b', "qty": "2"}'),
    "very deep": malformed(b"[" * 60_000),
    "more than the function takes": BadRequest(
        "body_too_large", 413, body=_GOOD + b" " * FUNCTION_BODY_BYTES_MAX
    ),
    "more than the edge takes": BadRequest(
        "body_too_large", 413, body=_GOOD + b" " * EDGE_BODY_BYTES_MAX
    ),
}

QUANTITIES = {
    "NaN": raw_qty("malformed_body", 400, None, "NaN"),
    "infinite": raw_qty("malformed_body", 400, None, "-Infinity"),
    "an exponent beyond all bounds": raw_qty("malformed_body", 400, None, "1e" + "9" * 30),
    "10^400": raw_qty("invalid_field", 422, "qty", "1e400"),
    "10^400 written out": raw_qty("invalid_field", 422, "qty", "1" + "0" * 400),
    "10^-400": raw_qty("invalid_field", 422, "qty", "1e-400"),
    "a billionth": raw_qty("order_value_too_small", 422, "qty", "1e-09"),
    "a half for long": order("fractional_day_only", 422, "time_in_force", qty="0.5", **GTC),
    "over-precise": order("invalid_field", 422, "qty", qty="1.0000000001"),
    "negative": order("invalid_field", 422, "qty", qty="-1"),
    "zero": order("invalid_field", 422, "qty", qty="0"),
    "too many": order("invalid_field", 422, "qty", qty="1000001"),
    "true": order("invalid_field", 422, "qty", qty=True),
    "a list": order("invalid_field", 422, "qty", qty=[MARKER]),
    "text": order("invalid_field", 422, "qty", qty=MARKER),
    "NaN as text": order("invalid_field", 422, "qty", qty="NaN"),
    "Arabic digits": order("invalid_field", 422, "qty", qty="٣"),
    "underscores": order("invalid_field", 422, "qty", qty="1_000"),
    "neither": order("qty_xor_notional", 400, "qty", qty=None),
    "both": order("qty_xor_notional", 400, "qty", notional="100"),
    "an amount below one euro": order(
        "order_value_too_small", 422, "notional", qty=None, notional="0.99"
    ),
    "an amount of tenths of cents": order(
        "invalid_field", 422, "notional", qty=None, notional="100.001"
    ),
}

FIELDS = {
    "unknown symbol": order("invalid_symbol", 422, "symbol", symbol="ZZCANARY"),
    "symbol in lower case": order("invalid_symbol", 422, "symbol", symbol="aapl"),
    "symbol too long": order("invalid_field", 422, "symbol", symbol=MARKER),
    "symbol a map": order("invalid_field", 422, "symbol", symbol={MARKER: MARKER}),
    "no symbol": order("missing_field", 422, "symbol", symbol=None),
    "unknown side": order("invalid_field", 422, "side", side=MARKER[:20]),
    "no side": order("missing_field", 422, "side", side=None),
    "stop": order("not_supported", 422, "type", type="stop"),
    "limit without a price": order("missing_field", 422, "limit_price", type="limit"),
    "limit of half a cent": order(
        "sub_penny", 422, "limit_price", type="limit", limit_price="1.005"
    ),
    "limit through the market": order(
        "price_collar", 422, "limit_price", type="limit", limit_price="900000"
    ),
    "limit price": order("not_supported", 422, "limit_price", limit_price=MARKER),
    "unknown type": order("invalid_field", 422, "type", type=MARKER[:20]),
    "at the opening": order("not_supported", 422, "time_in_force", time_in_force="opg"),
    "bracket": order("not_supported", 422, "order_class", order_class="bracket"),
    "after hours": order("extended_hours_limit_only", 422, "extended_hours", extended_hours=True),
    "in dollars": order("not_supported", 422, "currency", currency="USD"),
    "unknown field": order("unknown_field", 422, **{MARKER: MARKER}),
    "id too long": order(
        "invalid_field", 422, "client_order_id", client_order_id=MARKER.ljust(129, "x")
    ),
    "id of two lines": order(
        "invalid_field", 422, "client_order_id", client_order_id=f"{MARKER}\r\nX: y"
    ),
    "id of half a character": order(
        "invalid_field", 422, "client_order_id", client_order_id=f"{MARKER}\ud800"
    ),
}

BUSINESS = {
    "no key information document": order("kid_required", 403, "symbol", symbol=WITHOUT_KID),
    "no price": order("quote_unavailable", 503, symbol=WITHOUT_KID, side="sell"),
    "not enough money": order("insufficient_buying_power", 403, qty="2000"),
    "too much money": order("order_value_too_large", 422, "qty", qty="1000000"),
    "not held": order("insufficient_qty", 403, "qty", side="sell", symbol="XOM"),
    "position not held": get("not_found", 404, "/v1/trading/accounts/{own}/positions/XOM"),
}

ESTIMATES = {
    "a limit": estimate("not_supported", 422, "type", type="limit", limit_price="10"),
    "a stop": estimate("not_supported", 422, "type", type="stop"),
    "a fee of the partner's": estimate("not_supported", 422, "swap_fee_bps", swap_fee_bps=45),
    "unknown symbol": estimate("invalid_symbol", 422, "symbol", symbol="ZZCANARY"),
    "unknown field": estimate("unknown_field", 422, **{MARKER: MARKER}),
    "not enough money": estimate("insufficient_buying_power", 403, qty="2000"),
    "not held": estimate("insufficient_qty", 403, "qty", side="sell", symbol="XOM"),
    "cut off": BadRequest("malformed_body", 400, path="{orders}/estimation", body=_GOOD[:-1]),
    "of another partner's account": BadRequest(
        "not_found", 404, path="/v1/trading/accounts/{foreign}/orders/estimation", body=_GOOD
    ),
}

STRANGERS = {
    "no credentials": stranger(),
    "unknown key": stranger(Authorization=_basic(f"CKZZZZZZZZZZZZZZZZZZ:{MARKER}")),
    "key that is a path": stranger(Authorization=_basic(f"../accounts/x:{MARKER}")),
    "basic without a colon": stranger(Authorization=_basic(MARKER)),
    "basic that is not base64": stranger(Authorization=f"Basic {MARKER}"),
    "basic without end": stranger(Authorization="Basic " + "QUFB" * 500),
    "another scheme": stranger(Authorization=f"Bearer {MARKER}"),
    "headers of half a pair": stranger(**{"APCA-API-KEY-ID": "CKZZZZZZZZZZZZZZZZZZ"}),
}

PLACES = {
    "another partner's account": BadRequest(
        "not_found", 404, path="/v1/trading/accounts/{foreign}/orders", body=_GOOD
    ),
    "another partner's account, bad body": BadRequest(
        "not_found", 404, path="/v1/trading/accounts/{foreign}/orders", body=_GOOD[:-1]
    ),
    "another partner's positions": get(
        "not_found", 404, "/v1/trading/accounts/{foreign}/positions"
    ),
    "no account": get("not_found", 404, f"/v1/trading/accounts/{MARKER}/account"),
    "no order": get("not_found", 404, "{orders}/00000000-0000-4000-8000-000000000000"),
    "order that is no id": get("not_found", 404, "{orders}/" + MARKER),
    "order that climbs": get("not_found", 404, "{orders}/..%2F..%2Fcredentials%2F" + MARKER),
    "order of a zero byte": get("not_found", 404, "{orders}/%00" + MARKER),
    "account that climbs": get("not_found", 404, f"/v1/trading/accounts/../{MARKER}/orders"),
    "account that hides it": get("not_found", 404, f"/v1/trading/accounts/%2e%2e/{MARKER}"),
    "two slashes": get("not_found", 404, f"//v1/clock/{MARKER}"),
    "asset that climbs": get("not_found", 404, f"/v1/assets/..%2f{MARKER}"),
    "unknown asset": get("not_found", 404, f"/v1/assets/{MARKER}"),
    "unknown path": get("not_found", 404, f"/v1/{MARKER}"),
    "inside": get("not_found", 404, "/_counters"),
    "wrong verb": BadRequest("method_not_allowed", 405, "PUT", "/v1/clock", _GOOD),
    "unknown verb": BadRequest("invalid_parameter", 400, "ZZCANARY", "/v1/clock"),
    "patching a list": BadRequest("method_not_allowed", 405, "PATCH", body=_GOOD),
    "patching nothing": BadRequest(
        "not_found", 404, "PATCH", "{orders}/" + MARKER, b'{"qty": "1"}'
    ),
    "patching a name": BadRequest("unknown_field", 422, "PATCH", "{orders}/" + MARKER, _GOOD),
    "cancelling nothing": BadRequest("not_found", 404, "DELETE", "{orders}/" + MARKER),
    "unknown status": get("invalid_parameter", 400, "{orders}?status=" + MARKER, "status"),
    "unknown parameter": get("invalid_parameter", 400, "{orders}?" + MARKER + "=1"),
    "limit too high": get("invalid_parameter", 400, "{orders}?limit=501", "limit"),
    "limit in Arabic": get("invalid_parameter", 400, "{orders}?limit=%D9%A3", "limit"),
    "before all days": get("invalid_parameter", 400, "{orders}?after=0001-01-01", "after"),
    "activities before all days": get(
        "invalid_parameter", 400, "/v1/accounts/activities?date=0001-01-01", "date"
    ),
    "activities after all time": get(
        "invalid_parameter",
        400,
        "/v1/accounts/activities?until=9999-12-31T23:59:59-14:00",
        "until",
    ),
    "activities of another partner's account": get(
        "not_found", 404, "/v1/accounts/activities?account_id={foreign}"
    ),
    "an account that is not the key's": get("key_not_bound", 403, "/v2/account"),
    "an order by a key of nobody's": BadRequest(
        "key_not_bound", 403, path="/v2/orders", body=_GOOD
    ),
    "a line without end": get("invalid_parameter", 400, "/v1/" + MARKER * 1_000),
}

BAD_REQUESTS = {
    f"{group}: {name}": request
    for group, requests in {
        "body": BODIES,
        "qty": QUANTITIES,
        "field": FIELDS,
        "business": BUSINESS,
        "estimate": ESTIMATES,
        "caller": STRANGERS,
        "place": PLACES,
    }.items()
    for name, request in requests.items()
}


def path_of(request: BadRequest, own: PartnerApi, foreign: PartnerApi) -> str:
    """Return the path with the accounts of this run."""
    own_account, foreign_account = own.partner["accounts"][1], foreign.partner["accounts"][1]
    return request.path.format(
        own=own_account, foreign=foreign_account, orders=orders_path(own_account)
    )
