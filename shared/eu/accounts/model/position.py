"""A client's position in one asset, at average cost."""

from dataclasses import dataclass, replace

from shared.core.errors import TwoLedgerError
from shared.core.ids import AccountId, AssetId
from shared.core.money import divide_half_up


class Oversold(TwoLedgerError):
    """Say that a change would make the position or its free part negative (I-5)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Quantities in 10^-9 shares, costs in cents.

    `settled` is E-2100, `unsettled` E-2110 (negative while a sale of settled shares settles);
    `reserved` is what open sell orders may still take. `cost_eur` is what the client paid. `buys`
    and `sells` are the limits of the open orders, in 10^-6 dollars and in order (R-712).
    """

    account_id: AccountId
    asset_id: AssetId
    settled: int = 0
    unsettled: int = 0
    reserved: int = 0
    cost_eur: int = 0
    cost_usd: int = 0
    buys: tuple[int, ...] = ()
    sells: tuple[int, ...] = ()

    @property
    def qty(self) -> int:
        """Return the shares owned on trade date."""
        return self.settled + self.unsettled

    @property
    def available(self) -> int:
        """Return the shares that a new sell order may take (R-703)."""
        return self.qty - self.reserved

    def bought(self, qty: int, cost_eur: int, cost_usd: int) -> "Position":
        """Return the position after a purchase."""
        return replace(
            self,
            unsettled=self.unsettled + qty,
            cost_eur=self.cost_eur + cost_eur,
            cost_usd=self.cost_usd + cost_usd,
        )

    def sold(self, qty: int) -> "Position":
        """Return the position after a sale out of the reserved shares, at average cost."""
        rest = self.qty - qty
        if rest < 0:
            raise Oversold
        return replace(
            self,
            unsettled=self.unsettled - qty,
            cost_eur=divide_half_up(self.cost_eur * rest, self.qty),
            cost_usd=divide_half_up(self.cost_usd * rest, self.qty),
        ).with_reserved(-qty)

    def given(self, qty: int) -> tuple["Position", "Position"]:
        """Return what is left, and what was given away: settled, free shares at average cost.

        Raises Oversold.
        """
        if not 0 < qty <= min(self.settled, self.available):
            raise Oversold
        rest = self.qty - qty
        left = replace(
            self,
            settled=self.settled - qty,
            cost_eur=divide_half_up(self.cost_eur * rest, self.qty),
            cost_usd=divide_half_up(self.cost_usd * rest, self.qty),
        )
        cost_eur, cost_usd = self.cost_eur - left.cost_eur, self.cost_usd - left.cost_usd
        given = Position(self.account_id, self.asset_id, qty, 0, 0, cost_eur, cost_usd)
        return left, given

    def taken(self, given: "Position") -> "Position":
        """Return the position with what another account has given to it."""
        return replace(
            self,
            settled=self.settled + given.settled,
            cost_eur=self.cost_eur + given.cost_eur,
            cost_usd=self.cost_usd + given.cost_usd,
        )

    def with_reserved(self, change: int) -> "Position":
        """Return the position with more or fewer shares reserved for open sells."""
        changed = replace(self, reserved=self.reserved + change)
        if changed.reserved < 0 or changed.available < 0:
            raise Oversold
        return changed

    def crosses(self, is_buy: bool, price: int | None) -> bool:
        """Tell whether an order would trade with an open one of the same client (R-712).

        `price` is its limit, None for a market order. Only limits rest, so only they are met.
        """
        if is_buy:
            return bool(self.sells) and (price is None or price >= self.sells[0])
        return bool(self.buys) and (price is None or price <= self.buys[-1])

    def with_limit(self, is_buy: bool, price: int) -> "Position":
        """Return the position with one more open limit order."""
        if is_buy:
            return replace(self, buys=tuple(sorted((*self.buys, price))))
        return replace(self, sells=tuple(sorted((*self.sells, price))))

    def without_limit(self, is_buy: bool, price: int) -> "Position":
        """Return the position with one open limit order less."""
        if is_buy:
            return replace(self, buys=_without(self.buys, price))
        return replace(self, sells=_without(self.sells, price))


def _without(prices: tuple[int, ...], price: int) -> tuple[int, ...]:
    at = prices.index(price)
    return prices[:at] + prices[at + 1 :]
