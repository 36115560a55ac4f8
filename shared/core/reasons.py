"""The one table of reasons: HTTP status, eight-digit code and text of every refusal (D14).

Texts never quote a value of the request. `retryable` says that the same request may succeed later.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """How one stable reason appears on the wire."""

    status: int
    code: int
    message: str
    retryable: bool = False


REASONS: dict[str, Reason] = {
    "malformed_body": Reason(400, 40010000, "the request body could not be decoded as JSON"),
    "invalid_parameter": Reason(400, 40010001, "a request parameter is not valid"),
    "invalid_request": Reason(400, 40010100, "the token request is not valid"),
    "unsupported_grant_type": Reason(400, 40010101, "the grant type is not supported"),
    "invalid_scope": Reason(400, 40010102, "the scope is not known or not granted"),
    "jti_known": Reason(400, 40010103, "the jti of the client assertion was already used"),
    "qty_xor_notional": Reason(400, 40010002, "give exactly one of qty and notional"),
    "unauthorized": Reason(401, 40110000, "credentials are missing or not valid"),
    "invalid_client": Reason(401, 40110100, "client authentication failed"),
    "forbidden": Reason(403, 40310000, "this is not permitted"),
    "insufficient_scope": Reason(403, 40310100, "the token's scope does not allow this"),
    "key_not_bound": Reason(403, 40310101, "use a key that is bound to one account here"),
    "insufficient_buying_power": Reason(403, 40310002, "insufficient buying power"),
    "insufficient_qty": Reason(403, 40310003, "insufficient quantity available for order"),
    "account_restricted": Reason(403, 40310004, "the account may not trade"),
    "asset_not_tradable": Reason(403, 40310005, "the asset is not tradable"),
    "kid_required": Reason(403, 40310006, "no key information document: sales only"),
    "self_trade_blocked": Reason(
        403, 40310007, "the order would trade with an open order of the same account"
    ),
    "halted": Reason(403, 40310008, "trading in the asset is halted"),
    "too_many_orders": Reason(403, 40310009, "the account has too many open limit orders"),
    "insufficient_cash": Reason(403, 40310310, "more than the cash that can be withdrawn"),
    "account_not_empty": Reason(403, 40310200, "the account still holds cash or positions"),
    "not_found": Reason(404, 40410000, "the resource was not found"),
    "method_not_allowed": Reason(405, 40510000, "the method is not allowed on this path"),
    "duplicate_client_order_id": Reason(
        409, 40910000, "client_order_id was already used with another order"
    ),
    "duplicate_email": Reason(409, 40910100, "an account with this e-mail address exists"),
    "duplicate_bank": Reason(409, 40910200, "this account has a bank with this IBAN already"),
    "deposit_not_open": Reason(409, 40910310, "it was decided on this deposit already"),
    "subject_erased": Reason(410, 41010000, "the personal data of this account were erased"),
    "period_closed": Reason(409, 40910300, "the day is closed: nothing can be booked on it"),
    "posting_not_free": Reason(
        409, 40910301, "an order, a transfer or a position stands behind this entry"
    ),
    "body_too_large": Reason(413, 41310000, "the request body is too large"),
    "invalid_symbol": Reason(422, 42210000, "the symbol is not known"),
    "invalid_field": Reason(422, 42210001, "a field of the request is not valid"),
    "missing_field": Reason(422, 42210002, "a required field is missing"),
    "unknown_field": Reason(422, 42210003, "the request has a field that is not known"),
    "order_value_too_small": Reason(422, 42210004, "the order is below the minimum value"),
    "order_value_too_large": Reason(422, 42210005, "the order is above the maximum value"),
    "not_supported": Reason(422, 42210006, "this is not supported"),
    "market_closed": Reason(422, 42210007, "the market is closed"),
    "fractional_not_supported": Reason(422, 42210008, "give a whole number of shares"),
    "fractional_day_only": Reason(422, 42210009, "orders for parts of shares are day orders"),
    "sub_penny": Reason(422, 42210010, "the limit price is not a multiple of the tick"),
    "price_collar": Reason(422, 42210011, "the limit price is too far through the market"),
    "extended_hours_limit_only": Reason(
        422, 42210012, "only limit orders may trade in extended hours"
    ),
    "order_not_cancelable": Reason(422, 42210013, "the order cannot be canceled any more"),
    "order_not_replaceable": Reason(422, 42210014, "the order cannot be replaced"),
    "idempotency_key_reused": Reason(
        422, 42210300, "Idempotency-Key was already used with another request"
    ),
    "transfer_not_cancelable": Reason(422, 42210301, "the transfer cannot be canceled any more"),
    "statement_invalid": Reason(422, 42210302, "this is not a bank statement that can be read"),
    "statement_unbalanced": Reason(422, 42210303, "the sums of the bank statement are wrong"),
    "journal_not_cancelable": Reason(422, 42210304, "the journal is not pending"),
    "not_ascii": Reason(422, 42210101, "use printable ASCII characters only"),
    "invalid_email": Reason(422, 42210102, "this is not an e-mail address"),
    "invalid_phone_number": Reason(422, 42210103, "give a phone number with its country code"),
    "invalid_street_address": Reason(422, 42210104, "give a street with its name"),
    "po_box_not_allowed": Reason(422, 42210105, "a post office box is not an address"),
    "invalid_postal_code": Reason(422, 42210106, "the postal code is not one of the country"),
    "invalid_tax_id": Reason(422, 42210107, "the tax id is not one of the country"),
    "under_age": Reason(422, 42210108, "the account holder must be 18 years old"),
    "agreement_missing": Reason(422, 42210109, "an agreement that is needed was not accepted"),
    "iban_checksum": Reason(422, 42210200, "this is not an IBAN: length or check digits are wrong"),
    "iban_domestic_check": Reason(
        422, 42210201, "the check digits of the account number in the IBAN are wrong"
    ),
    "processing_restricted": Reason(
        423, 42310000, "the processing of this person's data is restricted"
    ),
    "upgrade_required": Reason(426, 42610000, "connect by HTTP/1.1, to /stream with a WebSocket"),
    "rate_limited": Reason(429, 42910000, "too many requests", retryable=True),
    "too_many_streams": Reason(
        429, 42910001, "too many event streams are open by this key", retryable=True
    ),
    "internal": Reason(500, 50010000, "an internal error occurred"),
    "fate_unknown": Reason(
        500, 50010001, "the outcome is not known: look whether it was done before you repeat"
    ),
    "contention": Reason(503, 50310000, "the account is busy, please repeat", retryable=True),
    "unavailable": Reason(
        503, 50310001, "the service is not available, please repeat", retryable=True
    ),
    "quote_unavailable": Reason(
        503, 50310002, "no current price is available, please repeat", retryable=True
    ),
}


def problem(reason: str, request_id: str, field: str | None = None) -> dict[str, Any]:
    """Build the error body of D14; `field` names what of the request is at fault."""
    row = REASONS[reason]
    body: dict[str, Any] = {
        "code": row.code,
        "message": row.message,
        "reason": reason,
        "request_id": request_id,
        "retryable": row.retryable,
    }
    return body if field is None else body | {"field": field}
