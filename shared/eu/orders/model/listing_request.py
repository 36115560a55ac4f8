"""Which orders a partner wants listed: the query of `GET …/orders`."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.errors import Refusal
from shared.eu.orders.model.order import Order

LIMIT_DEFAULT = 50
LIMIT_MAX = 500
_STATUSES = ("open", "closed", "all")
_DIRECTIONS = ("asc", "desc")
_KNOWN = frozenset({"status", "limit", "direction", "symbols", "side", "nested"})


@dataclass(frozen=True, slots=True)
class ListOrders:
    """A well-formed list request."""

    status: str
    limit: int
    newest_first: bool
    symbols: frozenset[str]
    side: str | None

    def wants(self, order: Order) -> bool:
        """Say whether an order belongs on the list."""
        if self.status != "all" and order.is_terminal != (self.status == "closed"):
            return False
        if self.symbols and order.symbol not in self.symbols:
            return False
        return self.side is None or order.side == self.side


def list_orders(query: Mapping[str, str]) -> ListOrders:
    """Read the query.

    Raises Refusal `invalid_parameter` with the name of the parameter.
    """
    if not query.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    symbols = query.get("symbols", "")
    return ListOrders(
        status=_choice(query, "status", _STATUSES, "open"),
        limit=_limit(query),
        newest_first=_choice(query, "direction", _DIRECTIONS, "desc") == "desc",
        symbols=frozenset(symbols.split(",")) if symbols else frozenset(),
        side=_choice(query, "side", ("buy", "sell"), "") or None,
    )


def _choice(query: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = query.get(name, default)
    if value != default and value not in choices:
        raise Refusal("invalid_parameter", name)
    return value


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(LIMIT_DEFAULT))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LIMIT_MAX):
        raise Refusal("invalid_parameter", "limit")
    return int(text)
