"""What a market order is estimated to cost, and the price it is protected by (R-702, D16)."""

from dataclasses import dataclass
from datetime import date

from shared.core.fees import accrue, charged_cents
from shared.core.money import principal_cents_up
from shared.eu.orders.model.exchange import euro_of_up
from shared.eu.orders.model.terms import Terms

PROTECTION_BP = 100
_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Hold:
    """Cents reserved for a buy order, and the price (10^-6 dollars) that it may reach."""

    euro_cents: int
    protection_price: int


def buy_protection(ask: int) -> int:
    """Return the highest price a market buy may fill at: the ask plus 1 %."""
    return ask * (_BASIS_POINTS + PROTECTION_BP) // _BASIS_POINTS


def sell_protection(bid: int) -> int:
    """Return the lowest price a market sell may fill at: the bid less 1 %."""
    return max(1, bid * (_BASIS_POINTS - PROTECTION_BP) // _BASIS_POINTS)


def market_buy_hold(qty: int, ask: int, fx_mid: int, terms: Terms, on: date) -> Hold:
    """Estimate a market buy at its protection price, fees and commission included, all up."""
    price = buy_protection(ask)
    fees = sum(charged_cents(raw) for raw in accrue("buy", qty, price, on).values())
    dollars = principal_cents_up(qty, price) + fees
    euro = euro_of_up(dollars, terms.buy_rate(fx_mid))
    return Hold(euro + terms.commission_hold(euro), price)
