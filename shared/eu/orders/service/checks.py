"""What is checked of an order before its account is looked at: the security, the market, the price.

Every check raises Refusal; their order is the order of precedence.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.border.dictionary import Side, TimeInForce
from shared.core.clock import Clock, trade_date
from shared.core.errors import Refusal
from shared.core.listings import KidStatus, Listing, by_symbol
from shared.core.market_hours import MarketHours
from shared.core.money import principal_cents
from shared.eu.orders.model.collar import check_collar
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.model.ticks import check_tick
from shared.eu.quotes.model import FxRate, Quote
from shared.eu.quotes.service import QuoteBoard

ORDER_VALUE_CENTS_MIN = 100
ORDER_VALUE_CENTS_MAX = 1_000_000_000
GTC_DAYS = 90
IMMEDIATE_LIFE_S = 60


@dataclass(frozen=True, slots=True)
class Market:
    """What an order is decided by beside its account: all read before, all dated."""

    now: datetime
    listing: Listing
    quote: Quote
    fx: FxRate
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MarketChecks:
    """Looks at the market for orders."""

    clock: Clock
    board: QuoteBoard
    hours: MarketHours

    def market_for(self, command: PlaceOrder) -> Market:
        """Return the market that an order may be decided by.

        Raises Refusal: invalid_symbol, asset_not_tradable, kid_required, fractional_not_supported,
        market_closed, halted, quote_unavailable, sub_penny, price_collar.
        """
        listing = check_tradable(by_symbol(command.symbol), command.side)
        if command.is_fractional and not listing.fractionable:
            raise Refusal("fractional_not_supported", "symbol")
        return self.market_of(listing, command)

    def market_of(self, listing: Listing, command: PlaceOrder) -> Market:
        """Return the market of a security that may be traded; refuse as `market_for` does."""
        now = self.clock.now()
        is_open = self.hours.is_open(now)
        if not is_open and not command.may_wait:
            raise Refusal("market_closed")
        quote, fx = self._prices(listing.symbol, is_open)
        if quote.halted and not command.may_wait:
            raise Refusal("halted")
        if command.limit_price:
            check_tick(listing.symbol, command.limit_price, trade_date(now))
            check_collar(command.side, command.limit_price, quote)
        return Market(now, listing, quote, fx, self._expires_at(command.tif, now))

    def _prices(self, symbol: str, is_open: bool) -> tuple[Quote, FxRate]:
        """Return fresh prices, or the last ones while the market is closed: nothing trades then."""
        if is_open:
            return self.board.fresh_quote(symbol), self.board.fresh_fx()
        quote = self.board.last_quote(symbol)
        if quote is None:
            raise Refusal("quote_unavailable")
        return quote, self.board.last_fx()

    def _expires_at(self, tif: TimeInForce, now: datetime) -> datetime:
        if tif is TimeInForce.GTC:
            return now + timedelta(days=GTC_DAYS)
        if tif in (TimeInForce.IOC, TimeInForce.FOK):  # after that it is not sent again
            return now + timedelta(seconds=IMMEDIATE_LIFE_S)
        return self.hours.next_close(now).astimezone(UTC)


def check_tradable(listing: Listing | None, side: Side) -> Listing:
    """Return the listing if the side may trade it.

    Raises Refusal: invalid_symbol, asset_not_tradable, kid_required (R-401: sales always may).
    """
    if listing is None:
        raise Refusal("invalid_symbol", "symbol")
    if not listing.tradable:
        raise Refusal("asset_not_tradable", "symbol")
    if side is Side.BUY and listing.kid_status is KidStatus.MISSING:
        raise Refusal("kid_required", "symbol")
    return listing


def check_value(command: PlaceOrder, quote: Quote) -> None:
    """Refuse what is worth too little or too much: order_value_too_small, order_value_too_large.

    An order by amount was checked when it was read. Sales may be of any size: the rest of a
    position must not be stuck.
    """
    across = quote.ask if command.side is Side.BUY else quote.bid
    value = principal_cents(command.qty, command.limit_price or across)
    is_small = value < ORDER_VALUE_CENTS_MIN and not command.notional_cents
    if is_small and command.side is Side.BUY:
        raise Refusal("order_value_too_small", "qty")
    if value > ORDER_VALUE_CENTS_MAX:
        raise Refusal("order_value_too_large", "qty")
