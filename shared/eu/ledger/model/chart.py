"""Chart of accounts of the EU ledger, whole (B9). Debit is positive, credit negative."""

from enum import StrEnum

from shared.core.money import CASH_SCALE, QTY_SCALE


class Code(StrEnum):
    """An account of the chart; those in `CLIENT_CODES` exist once per client account."""

    BANK_CLIENT = "E-1000"
    BANK_FIRM = "E-1010"
    NOSTRO_US = "E-1020"
    IN_TRANSIT = "E-1030"
    FX_COUNTERPARTY = "E-1040"
    WITHHOLDING_SUFFERED = "E-1060"
    CUSTODY_US = "E-1100"
    SECURITY_RECEIVABLE = "E-1110"
    SECURITY_DELIVERABLE = "E-1120"
    RECEIVABLE_US = "E-1200"
    PAYABLE_US = "E-1210"
    INSTANT_FUNDING_ADVANCE = "E-1310"
    CASH = "E-2000"
    RESERVED = "E-2010"
    WITHDRAWAL_PENDING = "E-2015"
    UNSETTLED = "E-2020"
    DIVIDEND_PAYABLE = "E-2050"
    SECURITIES = "E-2100"
    SECURITIES_UNSETTLED = "E-2110"
    TAX_PAYABLE_ES = "E-2210"
    SUSPENSE_DEPOSIT = "E-2300"
    SUSPENSE_BREAK = "E-2310"
    FIRM_FUNDS_IN_CLIENT_BANK = "E-2400"
    FX_TRADING = "E-3000"
    COMMISSION = "E-4000"
    FX_SPREAD = "E-4010"
    INTEREST_MARGIN = "E-4020"
    ROUNDING_INCOME = "E-4090"
    ROUNDING_EXPENSE = "E-5000"
    ERROR_ACCOUNT = "E-5010"


CLIENT_CASH_CODES = frozenset(
    {Code.CASH, Code.RESERVED, Code.WITHDRAWAL_PENDING, Code.UNSETTLED}
)  # fmt: skip
CLIENT_SECURITY_CODES = frozenset({Code.SECURITIES, Code.SECURITIES_UNSETTLED})
CLIENT_CODES = CLIENT_CASH_CODES | CLIENT_SECURITY_CODES | {Code.DIVIDEND_PAYABLE}

EUR = "EUR"
USD = "USD"
_CURRENCIES = frozenset({EUR, USD})

_EITHER = frozenset({Code.IN_TRANSIT, Code.FX_COUNTERPARTY, Code.FX_TRADING})
_DOLLARS = frozenset(
    {
        Code.NOSTRO_US,
        Code.WITHHOLDING_SUFFERED,
        Code.RECEIVABLE_US,
        Code.PAYABLE_US,
        Code.DIVIDEND_PAYABLE,
    }
)
_ASSETS = frozenset(
    {Code.CUSTODY_US, Code.SECURITY_RECEIVABLE, Code.SECURITY_DELIVERABLE}
    | CLIENT_SECURITY_CODES
)  # fmt: skip


def may_hold(code: Code, commodity: str) -> bool:
    """Tell whether an account holds a commodity: one currency, either, or assets (R-902).

    Only what is exchanged or on its way has two currencies, so no entry can turn one into the
    other but through E-3000. A break is booked in whatever it is a break of.
    """
    if code is Code.SUSPENSE_BREAK:
        return True
    if code in _ASSETS:
        return commodity not in _CURRENCIES
    if code in _EITHER:
        return commodity in _CURRENCIES
    return commodity == (USD if code in _DOLLARS else EUR)


def scale_of(commodity: str) -> int:
    """Return the scale of a commodity: cents of a currency, else 10^-9 of an asset."""
    return CASH_SCALE if commodity in _CURRENCIES else QTY_SCALE
