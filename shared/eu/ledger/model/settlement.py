"""Postings of settlement and exchange (P6, P7, P9, P10, P11): what makes trade-date lines final.

A cover deal is the firm's: it touches no client. The cover of a sale is booked before the sale
settles (R-906), or the clients' bank would owe them money for a moment.
"""

from dataclasses import dataclass

from shared.core.ids import AccountId, AssetId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import EUR, USD, Code
from shared.eu.ledger.model.entry import Line


@dataclass(frozen=True, slots=True)
class Cover:
    """An exchange deal with the bank, in cents: dollars, the euro of the deal, and our spread.

    The spread is what clients paid or got less than the deal, and becomes income.
    """

    dollars: Cents
    euro: Cents
    spread: Cents


def cover_purchases(deal: Cover) -> tuple[Line, ...]:
    """P6: euro of the clients' bank became dollars at the US firm."""
    return _without_zeros(
        (
            Line(Code.NOSTRO_US, USD, deal.dollars),
            Line(Code.FX_TRADING, USD, -deal.dollars),
            Line(Code.FX_TRADING, EUR, deal.euro + deal.spread),
            Line(Code.BANK_CLIENT, EUR, -deal.euro),
            Line(Code.FX_SPREAD, EUR, -deal.spread),
        )
    )


def cover_sales(deal: Cover) -> tuple[Line, ...]:
    """P10: dollars at the US firm became euro in the clients' bank."""
    return _without_zeros(
        (
            Line(Code.FX_TRADING, USD, deal.dollars),
            Line(Code.NOSTRO_US, USD, -deal.dollars),
            Line(Code.BANK_CLIENT, EUR, deal.euro),
            Line(Code.FX_TRADING, EUR, deal.spread - deal.euro),
            Line(Code.FX_SPREAD, EUR, -deal.spread),
        )
    )


def settle_purchase(
    account_id: AccountId, asset_id: AssetId, qty: NanoQty, dollars: Cents
) -> tuple[Line, ...]:
    """P7: shares that were bought are in custody, and paid."""
    return (
        Line(Code.PAYABLE_US, USD, dollars),
        Line(Code.NOSTRO_US, USD, -dollars),
        Line(Code.CUSTODY_US, asset_id, qty),
        Line(Code.SECURITY_RECEIVABLE, asset_id, -qty),
        Line(Code.SECURITIES_UNSETTLED, asset_id, qty, account_id),
        Line(Code.SECURITIES, asset_id, -qty, account_id),
    )


def settle_sale(
    account_id: AccountId, asset_id: AssetId, qty: NanoQty, dollars: Cents, proceeds: Cents
) -> tuple[Line, ...]:
    """P9: shares that were sold are delivered; `proceeds` in euro cents become free cash."""
    return (
        Line(Code.NOSTRO_US, USD, dollars),
        Line(Code.RECEIVABLE_US, USD, -dollars),
        Line(Code.SECURITY_DELIVERABLE, asset_id, qty),
        Line(Code.CUSTODY_US, asset_id, -qty),
        Line(Code.SECURITIES, asset_id, qty, account_id),
        Line(Code.SECURITIES_UNSETTLED, asset_id, -qty, account_id),
        Line(Code.UNSETTLED, EUR, proceeds, account_id),
        Line(Code.CASH, EUR, -proceeds, account_id),
    )


def sweep_income(amount: Cents) -> tuple[Line, ...]:
    """P11: earned fees leave the clients' bank on the same day."""
    return (Line(Code.BANK_FIRM, EUR, amount), Line(Code.BANK_CLIENT, EUR, -amount))


def _without_zeros(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.amount)
