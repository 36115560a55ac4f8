"""Postings of corporate actions (P13 to P17), for one client each."""

from dataclasses import dataclass

from shared.core.ids import AccountId, AssetId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import EUR, USD, Code
from shared.eu.ledger.model.entry import Line


@dataclass(frozen=True, slots=True)
class Dividend:
    """A client's dividend, in cents: dollars gross and withheld abroad, euro of the net, tax here.

    `euro` is the net at the client's rate, `tax` the part of it that is withheld in Spain.
    """

    gross: Cents
    withheld: Cents
    euro: Cents
    tax: Cents


def dividend(account_id: AccountId, paid: Dividend) -> tuple[Line, ...]:
    """P13: a dividend came in dollars, net of tax abroad; the client gets euro, net of tax here."""
    net = paid.gross - paid.withheld
    lines = (
        Line(Code.NOSTRO_US, USD, net),
        Line(Code.WITHHOLDING_SUFFERED, USD, paid.withheld),
        Line(Code.DIVIDEND_PAYABLE, USD, -paid.gross, account_id),
        Line(Code.DIVIDEND_PAYABLE, USD, paid.withheld, account_id),
        Line(Code.WITHHOLDING_SUFFERED, USD, -paid.withheld),
        Line(Code.DIVIDEND_PAYABLE, USD, net, account_id),
        Line(Code.FX_TRADING, USD, -net),
        Line(Code.FX_TRADING, EUR, paid.euro),
        Line(Code.TAX_PAYABLE_ES, EUR, -paid.tax),
        Line(Code.CASH, EUR, paid.tax - paid.euro, account_id),
    )
    return tuple(line for line in lines if line.amount)


def more_shares(account_id: AccountId, asset_id: AssetId, qty: NanoQty) -> tuple[Line, ...]:
    """P14, P16: a split gives more of the same, a spin-off shares of the child; `qty` is new."""
    return (
        Line(Code.CUSTODY_US, asset_id, qty),
        Line(Code.SECURITIES, asset_id, -qty, account_id),
    )


def fewer_shares(account_id: AccountId, asset_id: AssetId, qty: NanoQty) -> tuple[Line, ...]:
    """P15, P17, P28: shares or contracts cease to exist."""
    return (
        Line(Code.SECURITIES, asset_id, qty, account_id),
        Line(Code.CUSTODY_US, asset_id, -qty),
    )


def cash_in_lieu(account_id: AccountId, dollars: Cents) -> tuple[Line, ...]:
    """P15, P17: dollars for what cannot be delivered; they are paid out as a dividend is."""
    return (
        Line(Code.NOSTRO_US, USD, dollars),
        Line(Code.DIVIDEND_PAYABLE, USD, -dollars, account_id),
    )


def exchanged_shares(
    account_id: AccountId, gone: AssetId, gone_qty: NanoQty, new: AssetId, new_qty: NanoQty
) -> tuple[Line, ...]:
    """P15, P17: a reverse split or a merger takes shares and gives others."""
    return (
        *fewer_shares(account_id, gone, gone_qty),
        *more_shares(account_id, new, new_qty),
    )
