"""Postings of cash without any trade (P2, P19 to P24, P33), and of shares between two clients."""

from shared.core.ids import AccountId, AssetId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.entry import Line


def unmatched_deposit(amount: Cents) -> tuple[Line, ...]:
    """P2: euro arrived and nobody knows for whom."""
    return (Line(Code.BANK_CLIENT, EUR, amount), Line(Code.SUSPENSE_DEPOSIT, EUR, -amount))


def matched_deposit(account_id: AccountId, amount: Cents) -> tuple[Line, ...]:
    """P2: it is known now."""
    return (
        Line(Code.SUSPENSE_DEPOSIT, EUR, amount),
        Line(Code.CASH, EUR, -amount, account_id),
    )


def cash_journal(giver: AccountId, taker: AccountId, amount: Cents) -> tuple[Line, ...]:
    """P19: cash goes from one client to another."""
    return (Line(Code.CASH, EUR, amount, giver), Line(Code.CASH, EUR, -amount, taker))


def share_journal(
    giver: AccountId, taker: AccountId, asset_id: AssetId, qty: NanoQty
) -> tuple[Line, ...]:
    """P20: settled shares go from one client to another."""
    return (
        Line(Code.SECURITIES, asset_id, qty, giver),
        Line(Code.SECURITIES, asset_id, -qty, taker),
    )


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


def fee_rebate(account_id: AccountId, amount: Cents) -> tuple[Line, ...]:
    """P33: at the end of the day the client gets back what fees were rounded up too often (D6)."""
    return (
        Line(Code.ROUNDING_EXPENSE, EUR, amount),
        Line(Code.CASH, EUR, -amount, account_id),
        *_firm_pays_in(amount),
    )


def _firm_pays_in(amount: Cents) -> tuple[Line, ...]:
    """The firm puts its own cash into the clients' bank."""
    return (Line(Code.BANK_CLIENT, EUR, amount), Line(Code.BANK_FIRM, EUR, -amount))
