"""What a buy order is estimated to cost, and the price it is protected by (R-702, D16)."""

from datetime import date

from shared.core.fees import accrue, charged_cents
from shared.core.money import divide_up, principal_cents_up
from shared.eu.orders.model.exchange import euro_of_up, shares_of
from shared.eu.orders.model.terms import Terms

PROTECTION_BP = 100
FX_BUFFER_BP = 50
_BASIS_POINTS = 10_000
# 10^-9 shares times 10^-6 dollars, in one cent.
_CENT = 10_000_000_000_000


def buy_protection(ask: int) -> int:
    """Return the highest price a market buy may fill at: the ask plus 1 %."""
    return ask * (_BASIS_POINTS + PROTECTION_BP) // _BASIS_POINTS


def sell_protection(bid: int) -> int:
    """Return the lowest price a market sell may fill at: the bid less 1 %."""
    return max(1, bid * (_BASIS_POINTS - PROTECTION_BP) // _BASIS_POINTS)


def market_buy_hold(qty: int, protection: int, fx_mid: int, terms: Terms, on: date) -> int:
    """Return the cents to hold for a market buy at its protection price, all included, all up.

    The protection's distance from the ask is the only buffer: the order trades at once (D16).
    """
    dollars = principal_cents_up(qty, protection) + _fees(qty, protection, on)
    return _held(dollars, fx_mid, terms)


def limit_buy_hold(qty: int, limit: int, fx_mid: int, terms: Terms, on: date) -> int:
    """Return the cents to hold for a limit buy: its limit is certain, so the buffer is for FX."""
    buffered = divide_up(qty * limit * (_BASIS_POINTS + FX_BUFFER_BP), _CENT * _BASIS_POINTS)
    return _held(buffered + _fees(qty, limit, on), fx_mid, terms)


def notional_buy_hold(usd_cents: int, price: int, fx_mid: int, terms: Terms, on: date) -> int:
    """Return the cents to hold for a buy of so many dollars at a price or below it."""
    buffered = divide_up(usd_cents * (_BASIS_POINTS + FX_BUFFER_BP), _BASIS_POINTS)
    # Fees for twice the shares: the price may fall before the order is there.
    return _held(buffered + _fees(2 * shares_of(usd_cents, price), price, on), fx_mid, terms)


def _fees(qty: int, price: int, on: date) -> int:
    return sum(charged_cents(raw) for raw in accrue("buy", qty, price, on).values())


def _held(dollar_cents: int, fx_mid: int, terms: Terms) -> int:
    euro = euro_of_up(dollar_cents, terms.buy_rate(fx_mid))
    return euro + terms.commission_hold(euro)
