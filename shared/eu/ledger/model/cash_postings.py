"""Postings of cash that no client asked for: interest, instant funding, returns (P21 to P24)."""

from shared.core.ids import AccountId
from shared.core.money import Cents
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.entry import Line


def credit_interest(
    account_id: AccountId, paid: Cents, margin: Cents, tax: Cents
) -> tuple[Line, ...]:
    """P21: the bank paid interest; the client gets it less our margin and the tax on its share."""
    lines = (
        Line(Code.BANK_CLIENT, EUR, paid),
        Line(Code.CASH, EUR, margin + tax - paid, account_id),
        Line(Code.INTEREST_MARGIN, EUR, -margin),
        Line(Code.TAX_PAYABLE_ES, EUR, -tax),
    )
    return tuple(line for line in lines if line.amount)


def debit_interest(account_id: AccountId, amount: Cents) -> tuple[Line, ...]:
    """P22: a client pays interest."""
    return (
        Line(Code.CASH, EUR, amount, account_id),
        Line(Code.INTEREST_MARGIN, EUR, -amount),
    )


def instant_funding(account_id: AccountId, amount: Cents) -> tuple[Line, ...]:
    """P23: the firm lends what is on its way, out of its own bank: no client funds another."""
    return (
        Line(Code.INSTANT_FUNDING_ADVANCE, EUR, amount),
        Line(Code.CASH, EUR, -amount, account_id),
        *_firm_pays_in(amount),
    )


def instant_funding_arrived(amount: Cents) -> tuple[Line, ...]:
    """P23: it arrived, and the firm takes its money back."""
    return (
        Line(Code.BANK_CLIENT, EUR, amount),
        Line(Code.INSTANT_FUNDING_ADVANCE, EUR, -amount),
        Line(Code.BANK_FIRM, EUR, amount),
        Line(Code.BANK_CLIENT, EUR, -amount),
    )


def returned_deposit(account_id: AccountId, amount: Cents, short: Cents) -> tuple[Line, ...]:
    """P24: a deposit is taken back; `short` of it the client has spent, and the firm covers."""
    lines = (
        Line(Code.CASH, EUR, amount - short, account_id),
        Line(Code.BANK_CLIENT, EUR, -amount),
        Line(Code.INSTANT_FUNDING_ADVANCE, EUR, short),
        *(_firm_pays_in(short) if short else ()),
    )
    return tuple(line for line in lines if line.amount)


def _firm_pays_in(amount: Cents) -> tuple[Line, ...]:
    """The firm puts its own cash into the clients' bank."""
    return (Line(Code.BANK_CLIENT, EUR, amount), Line(Code.BANK_FIRM, EUR, -amount))
