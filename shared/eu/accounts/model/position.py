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
    `reserved` is what open sell orders may still take. `cost_eur` is what the client paid.
    """

    account_id: AccountId
    asset_id: AssetId
    settled: int = 0
    unsettled: int = 0
    reserved: int = 0
    cost_eur: int = 0
    cost_usd: int = 0

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

    def with_reserved(self, change: int) -> "Position":
        """Return the position with more or fewer shares reserved for open sells."""
        changed = replace(self, reserved=self.reserved + change)
        if changed.reserved < 0 or changed.available < 0:
            raise Oversold
        return changed
