"""Every kind of order that can be asked for, in every state of the market: the matrix's cells."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any


class Kind(StrEnum):
    """Types of orders; limits are two kinds, for what becomes of them differs."""

    MARKET = "market"
    LIMIT_NOW = "limit, at the market's price"
    LIMIT_FAR = "limit, away from the market"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"


class Tif(StrEnum):
    """Times in force."""

    DAY = "day"
    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"
    OPG = "opg"
    CLS = "cls"


class Amount(StrEnum):
    """What an order is for."""

    WHOLE = "whole shares"
    FRACTION = "parts of a share"
    NOTIONAL = "euro"


class Session(StrEnum):
    """The state of the market; the last one is an open market and `extended_hours` in the order."""

    OPEN = "open"
    CLOSED = "closed"
    HALTED = "halted"
    EXTENDED = "extended_hours"


class Side(StrEnum):
    """Which way an order trades."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of order in one state of the market."""

    kind: Kind
    tif: Tif
    amount: Amount
    session: Session
    side: Side

    def __str__(self) -> str:
        facts = (self.kind, self.tif, self.amount, self.session, self.side)
        return "-".join(fact.name.lower() for fact in facts)

    @property
    def is_limit(self) -> bool:
        """Say whether the order is a limit order, as the API has it."""
        return self.kind in (Kind.LIMIT_NOW, Kind.LIMIT_FAR)


CELLS = tuple(Cell(*facts) for facts in product(Kind, Tif, Amount, Session, Side))

QUANTITIES = {
    Amount.WHOLE: {"qty": "20"},
    Amount.FRACTION: {"qty": "20.5"},
    Amount.NOTIONAL: {"notional": "200"},
}
BID, ASK = "14.40", "14.41"
PRICES: dict[Kind, dict[Side, dict[str, str]]] = {
    Kind.MARKET: {side: {} for side in Side},
    Kind.LIMIT_NOW: {Side.BUY: {"limit_price": ASK}, Side.SELL: {"limit_price": BID}},
    Kind.LIMIT_FAR: {Side.BUY: {"limit_price": "13.00"}, Side.SELL: {"limit_price": "16.00"}},
    Kind.STOP: {side: {"stop_price": "15.00"} for side in Side},
    Kind.STOP_LIMIT: {side: {"stop_price": "15.00", "limit_price": "15.00"} for side in Side},
    Kind.TRAILING_STOP: {side: {"trail_percent": "2"} for side in Side},
}


def body_of(cell: Cell) -> dict[str, Any]:
    """Return what a partner sends for a cell."""
    extended = {"extended_hours": True} if cell.session is Session.EXTENDED else {}
    return {
        "symbol": "F",
        "side": cell.side.value,
        "type": "limit" if cell.is_limit else cell.kind.value,
        "time_in_force": cell.tif.value,
        **QUANTITIES[cell.amount],
        **PRICES[cell.kind][cell.side],
        **extended,
    }
