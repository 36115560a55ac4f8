"""The postings of domain B9, as lines: what each event does to the books."""

from dataclasses import dataclass

from shared.core.ids import AccountId, AssetId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import CLIENT_CODES, EUR, USD, Code
from shared.eu.ledger.model.entry import Line


def deposit(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P1: a deposit in euro was matched to the account."""
    return _move(Code.BANK_CLIENT, Code.CASH, amount_cents, account_id)


def hold(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P3: an order was accepted and its cost reserved."""
    return _move(Code.CASH, Code.RESERVED, amount_cents, account_id)


def release(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P4: what an order still held was given back."""
    return _move(Code.RESERVED, Code.CASH, amount_cents, account_id)


def withdraw(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P18: a withdrawal was requested; the money is the client's, and on its way."""
    return _move(Code.CASH, Code.WITHDRAWAL_PENDING, amount_cents, account_id)


def pay_out(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P18: the bank has debited a withdrawal."""
    return _move(Code.WITHDRAWAL_PENDING, Code.BANK_CLIENT, amount_cents, account_id)


def deposit_returned(
    account_id: AccountId, from_client: Cents, from_firm: Cents
) -> tuple[Line, ...]:
    """P24: a deposit was taken back; what the client has not, the firm puts in and claims."""
    lines = (
        _euro(Code.CASH, from_client, account_id),
        Line(Code.INSTANT_FUNDING_ADVANCE, EUR, from_firm),
        Line(Code.BANK_CLIENT, EUR, -from_client - from_firm),
        Line(Code.BANK_CLIENT, EUR, from_firm),
        Line(Code.BANK_FIRM, EUR, -from_firm),
    )
    return _without_zeros(lines)


def journal_cash(giver: AccountId, taker: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P19: cash from one client to another."""
    return (_euro(Code.CASH, amount_cents, giver), _euro(Code.CASH, -amount_cents, taker))


def journal_shares(
    giver: AccountId, taker: AccountId, asset_id: AssetId, qty: NanoQty
) -> tuple[Line, ...]:
    """P20: settled shares from one client to another."""
    return (
        Line(Code.SECURITIES, asset_id, qty, giver),
        Line(Code.SECURITIES, asset_id, -qty, taker),
    )


def suspend(amount_cents: Cents) -> tuple[Line, ...]:
    """P2: a deposit came that belongs to nobody yet."""
    return (
        Line(Code.BANK_CLIENT, EUR, amount_cents),
        Line(Code.SUSPENSE_DEPOSIT, EUR, -amount_cents),
    )


def match(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P2: a deposit that was in suspense was found to be an account's."""
    return _move(Code.SUSPENSE_DEPOSIT, Code.CASH, amount_cents, account_id)


def _move(debit: Code, credit: Code, amount_cents: int, account_id: AccountId) -> tuple[Line, ...]:
    return (_euro(debit, amount_cents, account_id), _euro(credit, -amount_cents, account_id))


@dataclass(frozen=True, slots=True)
class BuyAmounts:
    """The money of a buy fill, in cents.

    The client pays `euro` for the currency and `commission`, out of its hold, then out of free
    cash, then (an excess caused by the exchange rate alone, D16) out of the firm's error account.
    """

    dollars: Cents
    euro: Cents
    commission: Cents
    from_hold: Cents
    from_cash: Cents
    from_firm: Cents
    released: Cents


def buy_fill(
    account_id: AccountId, asset_id: AssetId, qty: NanoQty, money: BuyAmounts
) -> tuple[Line, ...]:
    """P5: a purchase on trade date, its commission, and the rest of its hold on the last fill."""
    lines = (
        _euro(Code.RESERVED, money.from_hold, account_id),
        _euro(Code.CASH, money.from_cash, account_id),
        Line(Code.ERROR_ACCOUNT, EUR, money.from_firm),
        Line(Code.FX_TRADING, EUR, -money.euro),
        Line(Code.COMMISSION, EUR, -money.commission),
        Line(Code.FX_TRADING, USD, money.dollars),
        Line(Code.PAYABLE_US, USD, -money.dollars),
        Line(Code.SECURITY_RECEIVABLE, asset_id, qty),
        Line(Code.SECURITIES_UNSETTLED, asset_id, -qty, account_id),
        _euro(Code.RESERVED, money.released, account_id),
        _euro(Code.CASH, -money.released, account_id),
    )
    return _without_zeros(lines)


@dataclass(frozen=True, slots=True)
class SellAmounts:
    """The money of a sell fill, in cents: dollars after fees, euro, commission out of the euro."""

    dollars: Cents
    euro: Cents
    commission: Cents


def sell_fill(
    account_id: AccountId, asset_id: AssetId, qty: NanoQty, money: SellAmounts
) -> tuple[Line, ...]:
    """P8: a sale on trade date; its proceeds are unsettled."""
    lines = (
        Line(Code.RECEIVABLE_US, USD, money.dollars),
        Line(Code.FX_TRADING, USD, -money.dollars),
        Line(Code.FX_TRADING, EUR, money.euro),
        _euro(Code.UNSETTLED, -money.euro, account_id),
        _euro(Code.UNSETTLED, money.commission, account_id),
        Line(Code.COMMISSION, EUR, -money.commission),
        Line(Code.SECURITIES_UNSETTLED, asset_id, qty, account_id),
        Line(Code.SECURITY_DELIVERABLE, asset_id, -qty),
    )
    return _without_zeros(lines)


def rebate(account_id: AccountId, amount_cents: Cents) -> tuple[Line, ...]:
    """P33: the firm gives back what rounding fees order by order took too much, and pays it in."""
    return (
        Line(Code.ROUNDING_EXPENSE, EUR, amount_cents),
        _euro(Code.CASH, -amount_cents, account_id),
        Line(Code.BANK_CLIENT, EUR, amount_cents),
        Line(Code.BANK_FIRM, EUR, -amount_cents),
    )


def _euro(code: Code, amount: int, account_id: AccountId) -> Line:
    client = account_id if code in CLIENT_CODES else None
    return Line(code, EUR, amount, client)


def _without_zeros(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.amount)
