"""GET /v1/assets: the assets, filtered by status, class, exchange and attributes.

Also GET /v2/assets.
"""

from collections.abc import Mapping

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.listings import all_listings
from shared.eu.reference.api.asset_body import ACTIVE, ASSET_CLASS, INACTIVE, asset_body, status_of

_ALL = "all"
_STATUSES = frozenset({ACTIVE, INACTIVE, _ALL})
_CLASSES = frozenset({ASSET_CLASS, "us_option", "crypto", "crypto_perp", "ipo"})
_EXCHANGES = frozenset(
    {
        "AMEX",
        "ARCA",
        "ASCX",
        "BATS",
        "NYSE",
        "NASDAQ",
        "NYSEARCA",
        "FTXU",
        "CBSE",
        "GNSS",
        "ERSX",
        "OTC",
        "CRYPTO",
    }
)
_ATTRIBUTES = frozenset(
    {
        "ptp_no_exception",
        "ptp_with_exception",
        "ipo",
        "has_options",
        "options_late_close",
        "fractional_eh_enabled",
        "overnight_tradable",
        "overnight_halted",
    }
)


def operation() -> Operation:
    """Build the operation. It refuses a word it does not know with `invalid_parameter`."""
    return _assets_list


def _assets_list(request: Request) -> Answer:
    status = _word(request.query, "status", _STATUSES) or _ALL
    asset_class = _word(request.query, "asset_class", _CLASSES) or ASSET_CLASS
    exchange = _word(request.query, "exchange", _EXCHANGES)
    # No listing has one of the attributes, and every one is of the same class.
    if asset_class != ASSET_CLASS or _asks_for_attributes(request.query):
        return Answer([])
    found = [
        listing
        for listing in all_listings()
        if status in (_ALL, status_of(listing)) and exchange in (None, listing.exchange)
    ]
    found.sort(key=lambda listing: (listing.exchange, listing.symbol))
    return Answer([asset_body(listing) for listing in found])


def _word(query: Mapping[str, str], field: str, known: frozenset[str]) -> str | None:
    """Return a parameter's value; one that is absent or empty filters nothing."""
    value = query.get(field)
    if value and value not in known:
        raise Refusal("invalid_parameter", field)
    return value or None


def _asks_for_attributes(query: Mapping[str, str]) -> bool:
    asked = [word for word in query.get("attributes", "").split(",") if word]
    if not _ATTRIBUTES.issuperset(asked):
        raise Refusal("invalid_parameter", "attributes")
    return bool(asked)
