"""GET /v1/assets/{symbol_or_asset_id}: one asset.

Also GET /v2/assets/{symbol_or_asset_id}.
"""

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.listings import by_id, by_symbol
from shared.eu.reference.api.asset_body import asset_body


def operation() -> Operation:
    """Build the operation. It refuses with `not_found`."""
    return _assets_get


def _assets_get(request: Request) -> Answer:
    name = request.path["symbol_or_asset_id"]
    listing = by_symbol(name) or by_id(name.lower())
    if listing is None:
        raise Refusal("not_found")
    return Answer(asset_body(listing))
