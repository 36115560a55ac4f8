"""How an asset appears on the wire."""

from typing import Any

from shared.core.listings import Listing

ASSET_CLASS = "us_equity"
ACTIVE = "active"
INACTIVE = "inactive"
_MARGIN_PERCENT = "100"


def asset_body(listing: Listing) -> dict[str, Any]:
    """Render a listing in Alpaca's shape; `kid_status` is this platform's own field (R-401).

    Accounts are cash accounts: nothing can be borrowed, sold short or bought on margin.
    """
    return {
        "id": listing.asset_id,
        "class": ASSET_CLASS,
        "exchange": listing.exchange,
        "symbol": listing.symbol,
        "name": listing.name,
        "status": status_of(listing),
        "tradable": listing.tradable,
        "marginable": False,
        "shortable": False,
        "easy_to_borrow": False,
        "borrow_status": "hard_to_borrow",
        "fractionable": listing.fractionable,
        "margin_requirement_long": _MARGIN_PERCENT,
        "margin_requirement_short": _MARGIN_PERCENT,
        "attributes": [],
        "kid_status": listing.kid_status.value,
    }


def status_of(listing: Listing) -> str:
    """Return the word for whether a listing is still listed."""
    return ACTIVE if listing.active else INACTIVE
