"""Which orders a partner wants listed: the query of `GET …/orders`."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.clock import instant_given, rfc3339
from shared.core.errors import Refusal
from shared.eu.orders.model.order import Order

LIMIT_DEFAULT = 50
LIMIT_MAX = 500
SYMBOLS_MAX = 100
_IS_OPEN = {"open": True, "closed": False, "all": None}
_DIRECTIONS = ("asc", "desc")
_SIDES = ("buy", "sell")
_NESTED = ("true", "false", "True", "False")
_KNOWN = frozenset(
    {"status", "limit", "after", "until", "direction", "symbols", "side", "nested"}
)  # fmt: skip
_EARLIEST, _LATEST = "", "9999"


@dataclass(frozen=True, slots=True)
class ListOrders:
    """A well-formed list request.

    `after` and `until` are instants as texts that sort; neither is part of what lies between them.
    `is_open` is None for all, `symbols` is empty for all.
    """

    is_open: bool | None
    limit: int
    after: str
    until: str
    newest_first: bool
    symbols: frozenset[str]
    side: str | None

    @property
    def is_choosy(self) -> bool:
        """Say whether not every order of its state and time is wanted."""
        return bool(self.symbols or self.side)

    def wants(self, order: Order) -> bool:
        """Say whether an order of the right state and time belongs on the list."""
        if self.symbols and order.symbol not in self.symbols:
            return False
        return self.side is None or order.side == self.side


def list_orders(query: Mapping[str, str]) -> ListOrders:
    """Read the query.

    Raises Refusal `invalid_parameter` with the name of the parameter.
    """
    if not query.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    symbols = query.get("symbols", "").split(",") if query.get("symbols") else []
    if len(symbols) > SYMBOLS_MAX:
        raise Refusal("invalid_parameter", "symbols")
    _choice(query, "nested", _NESTED, "false")
    return ListOrders(
        is_open=_IS_OPEN[_choice(query, "status", tuple(_IS_OPEN), "open")],
        limit=_limit(query),
        after=_instant(query, "after", _EARLIEST),
        until=_instant(query, "until", _LATEST),
        newest_first=_choice(query, "direction", _DIRECTIONS, "desc") == "desc",
        symbols=frozenset(symbols),
        side=_choice(query, "side", _SIDES, "") or None,
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


def _instant(query: Mapping[str, str], name: str, default: str) -> str:
    if name not in query:
        return default
    try:
        return rfc3339(instant_given(query[name]))
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
