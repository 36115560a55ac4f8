"""An account valued at the last known prices: what the account and position views show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.core.clock import Clock, trade_date
from shared.core.documents import Condition, Documents
from shared.core.errors import Refusal
from shared.core.ids import AccountId, AssetId
from shared.core.listings import by_id, by_symbol
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.model.valuation import Valuation
from shared.eu.accounts.paths import POSITIONS, position_of, position_path
from shared.eu.quotes.model import FxRate
from shared.eu.quotes.service import QuoteBoard

POSITIONS_MAX = 500


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Reads and values positions. A missing price never hides a position: the last close serves."""

    documents: Documents
    clock: Clock
    board: QuoteBoard

    def today(self) -> date:
        """Return the trade date."""
        return trade_date(self.clock.now())

    def fx(self) -> FxRate:
        """Return the last known exchange rate."""
        return self.board.last_fx()

    def positions(self, account_id: AccountId) -> list[Valuation]:
        """Return the account's open positions by symbol."""
        own = [Condition("account_id", "==", account_id)]
        found = self.documents.query(POSITIONS, own, limit=POSITIONS_MAX)
        fx = self.fx()
        held = (_position(account_id, snapshot.data or {}) for snapshot in found)
        valued = [self._valued(position, fx) for position in held if position.qty]
        return sorted(valued, key=lambda valuation: valuation.listing.symbol)

    def position(self, account_id: AccountId, symbol_or_asset_id: str) -> Valuation:
        """Return one open position.

        Raises Refusal `not_found`.
        """
        listing = by_symbol(symbol_or_asset_id) or by_id(symbol_or_asset_id)
        if listing is None:
            raise Refusal("not_found")
        (seen,) = self.documents.get([position_path(account_id, listing.asset_id)])
        position = position_of(account_id, listing.asset_id, seen.data)
        if not position.qty:
            raise Refusal("not_found")
        return self._valued(position, self.fx())

    def _valued(self, position: Position, fx: FxRate) -> Valuation:
        listing = by_id(position.asset_id)
        if listing is None:
            raise LookupError("listing of a position")
        quote = self.board.last_quote(listing.symbol)
        last_close = listing.reference_price or (quote.middle if quote else 0)
        price = quote.middle if quote else last_close
        return Valuation(position, listing, price, last_close, fx.mid)


def _position(account_id: AccountId, data: Mapping[str, str]) -> Position:
    return position_of(account_id, AssetId(data["asset_id"]), data)
