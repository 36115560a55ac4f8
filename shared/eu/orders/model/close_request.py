"""How much of a position a partner wants closed: the query of `DELETE …/positions/{symbol}`."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.errors import Refusal
from shared.core.listings import Listing
from shared.core.money import NANO, QTY_SCALE, NotExact, scaled, short_text
from shared.eu.orders.model.request import PlaceOrder, place_order

_KNOWN = frozenset({"qty", "percentage"})
_WHOLE = 100 * NANO


@dataclass(frozen=True, slots=True)
class ClosePosition:
    """A well-formed request: 10^-9 shares, or 10^-9 of a percent; neither closes the whole."""

    qty: int | None
    percentage: int | None

    def shares(self, owned: int, listing: Listing) -> int:
        """Return the 10^-9 shares to sell; a part is rounded down to what can be traded.

        Raises Refusal `invalid_parameter` where that is none.
        """
        if self.qty is not None:
            return self.qty
        if self.percentage is None:
            return owned
        unit = 1 if listing.fractionable else NANO
        shares = owned * self.percentage // _WHOLE // unit * unit
        if not shares:
            raise Refusal("invalid_parameter", "percentage")
        return shares


def close_position(query: Mapping[str, str]) -> ClosePosition:
    """Read the query. Raises Refusal `invalid_parameter` with the name of the parameter."""
    if not query.keys() <= _KNOWN or len(query) > 1:
        raise Refusal("invalid_parameter")
    qty, percentage = (_number(query, name) for name in ("qty", "percentage"))
    if percentage is not None and percentage > _WHOLE:
        raise Refusal("invalid_parameter", "percentage")
    return ClosePosition(qty, percentage)


def cancels_before_closing(query: Mapping[str, str]) -> bool:
    """Read the query of `DELETE …/positions`. Raises Refusal `invalid_parameter`."""
    if not query.keys() <= {"cancel_orders"}:
        raise Refusal("invalid_parameter")
    wanted = query.get("cancel_orders", "false").lower()
    if wanted not in ("true", "false"):
        raise Refusal("invalid_parameter", "cancel_orders")
    return wanted == "true"


def sale_of(symbol: str, qty: int) -> PlaceOrder:
    """Return the market order that sells so many 10^-9 shares.

    Raises Refusal as any order does, for instance for parts of a share that is not traded in parts.
    """
    body = {"symbol": symbol, "qty": short_text(qty, QTY_SCALE), "side": "sell"}
    return place_order({**body, "type": "market", "time_in_force": "day"})


def _number(query: Mapping[str, str], name: str) -> int | None:
    if name not in query:
        return None
    try:
        number = scaled(query[name], QTY_SCALE)
    except NotExact:
        raise Refusal("invalid_parameter", name) from None
    if number <= 0:
        raise Refusal("invalid_parameter", name)
    return number
