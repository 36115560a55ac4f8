"""The EU's lines of the postings of domain B9, row by row as its table has them."""

from datetime import UTC, date, datetime

import pytest

from shared.core.canonical import CHAIN_START
from shared.core.ids import AccountId, AssetId, EntryId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.cash_postings import (
    credit_interest,
    debit_interest,
    instant_funding,
    instant_funding_arrived,
    returned_deposit,
)
from shared.eu.ledger.model.corporate_actions import (
    Dividend,
    cash_in_lieu,
    dividend,
    exchanged_shares,
    fewer_shares,
    more_shares,
)
from shared.eu.ledger.model.entry import ChainHead, Draft, Line, book, check_balanced
from shared.eu.ledger.model.postings import (
    BuyAmounts,
    SellAmounts,
    buy_fill,
    deposit,
    hold,
    journal_cash,
    journal_shares,
    match,
    pay_out,
    rebate,
    release,
    sell_fill,
    suspend,
    withdraw,
)
from shared.eu.ledger.model.reversal import reversal_of
from shared.eu.ledger.model.settlement import (
    Cover,
    cover_purchases,
    cover_sales,
    settle_purchase,
    settle_sale,
    sweep_income,
)

A, B = AccountId("a"), AccountId("b")
OLD, NEW = AssetId("old"), AssetId("new")
Q = NanoQty
C = Cents
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
BUY = BuyAmounts(C(900), C(800), C(10), C(800), C(8), C(2), C(50))
SELL = SellAmounts(C(900), C(800), C(10))


def row(lines: tuple[Line, ...]) -> list[str]:
    """Return lines as the table writes them: side, account, amount, commodity."""
    check_balanced(lines)
    return [
        f"{'Dr' if line.amount > 0 else 'Cr'} {line.account[2:]} {abs(line.amount)} "
        f"{line.commodity}"
        for line in lines
    ]


TABLE: dict[str, tuple[tuple[Line, ...], list[str]]] = {
    "P1": (deposit(A, C(5)), ["Dr 1000 5 EUR", "Cr 2000:a 5 EUR"]),
    "P2 unmatched": (suspend(C(5)), ["Dr 1000 5 EUR", "Cr 2300 5 EUR"]),
    "P2 matched": (match(A, C(5)), ["Dr 2300 5 EUR", "Cr 2000:a 5 EUR"]),
    "P3": (hold(A, C(5)), ["Dr 2000:a 5 EUR", "Cr 2010:a 5 EUR"]),
    "P4": (release(A, C(5)), ["Dr 2010:a 5 EUR", "Cr 2000:a 5 EUR"]),
    "P5": (
        buy_fill(A, OLD, Q(7), BUY),
        ["Dr 2010:a 800 EUR", "Dr 2000:a 8 EUR", "Dr 5010 2 EUR", "Cr 3000 800 EUR",
         "Cr 4000 10 EUR", "Dr 3000 900 USD", "Cr 1210 900 USD", "Dr 1110 7 old",
         "Cr 2110:a 7 old", "Dr 2010:a 50 EUR", "Cr 2000:a 50 EUR"],
    ),
    "P6": (
        cover_purchases(Cover(C(900), C(790), C(10))),
        ["Dr 1020 900 USD", "Cr 3000 900 USD", "Dr 3000 800 EUR", "Cr 1000 790 EUR",
         "Cr 4010 10 EUR"],
    ),
    "P7": (
        settle_purchase(A, OLD, Q(7), C(900)),
        ["Dr 1210 900 USD", "Cr 1020 900 USD", "Dr 1100 7 old", "Cr 1110 7 old",
         "Dr 2110:a 7 old", "Cr 2100:a 7 old"],
    ),
    "P8": (
        sell_fill(A, OLD, Q(7), SELL),
        ["Dr 1200 900 USD", "Cr 3000 900 USD", "Dr 3000 800 EUR", "Cr 2020:a 800 EUR",
         "Dr 2020:a 10 EUR", "Cr 4000 10 EUR", "Dr 2110:a 7 old", "Cr 1120 7 old"],
    ),
    "P9": (
        settle_sale(A, OLD, Q(7), C(900), C(790)),
        ["Dr 1020 900 USD", "Cr 1200 900 USD", "Dr 1120 7 old", "Cr 1100 7 old",
         "Dr 2100:a 7 old", "Cr 2110:a 7 old", "Dr 2020:a 790 EUR", "Cr 2000:a 790 EUR"],
    ),
    "P10": (
        cover_sales(Cover(C(900), C(810), C(10))),
        ["Dr 3000 900 USD", "Cr 1020 900 USD", "Dr 1000 810 EUR", "Cr 3000 800 EUR",
         "Cr 4010 10 EUR"],
    ),
    "P11": (sweep_income(C(5)), ["Dr 1010 5 EUR", "Cr 1000 5 EUR"]),
    "P13": (
        dividend(A, Dividend(C(156), C(23), C(122), C(23))),
        ["Dr 1020 133 USD", "Dr 1060 23 USD", "Cr 2050:a 156 USD", "Dr 2050:a 23 USD",
         "Cr 1060 23 USD", "Dr 2050:a 133 USD", "Cr 3000 133 USD", "Dr 3000 122 EUR",
         "Cr 2210 23 EUR", "Cr 2000:a 99 EUR"],
    ),
    "P14": (more_shares(A, OLD, Q(7)), ["Dr 1100 7 old", "Cr 2100:a 7 old"]),
    "P15": (
        exchanged_shares(A, OLD, Q(70), NEW, Q(7)),
        ["Dr 2100:a 70 old", "Cr 1100 70 old", "Dr 1100 7 new", "Cr 2100:a 7 new"],
    ),
    "P15 in lieu": (cash_in_lieu(A, C(5)), ["Dr 1020 5 USD", "Cr 2050:a 5 USD"]),
    "P17 gone": (fewer_shares(A, OLD, Q(7)), ["Dr 2100:a 7 old", "Cr 1100 7 old"]),
    "P18": (withdraw(A, C(5)), ["Dr 2000:a 5 EUR", "Cr 2015:a 5 EUR"]),
    "P18 paid": (pay_out(A, C(5)), ["Dr 2015:a 5 EUR", "Cr 1000 5 EUR"]),
    "P19": (journal_cash(A, B, C(5)), ["Dr 2000:a 5 EUR", "Cr 2000:b 5 EUR"]),
    "P20": (journal_shares(A, B, OLD, Q(7)), ["Dr 2100:a 7 old", "Cr 2100:b 7 old"]),
    "P21": (
        credit_interest(A, C(100), C(20), C(15)),
        ["Dr 1000 100 EUR", "Cr 2000:a 65 EUR", "Cr 4020 20 EUR", "Cr 2210 15 EUR"],
    ),
    "P22": (debit_interest(A, C(5)), ["Dr 2000:a 5 EUR", "Cr 4020 5 EUR"]),
    "P23": (
        instant_funding(A, C(5)),
        ["Dr 1310 5 EUR", "Cr 2000:a 5 EUR", "Dr 1000 5 EUR", "Cr 1010 5 EUR"],
    ),
    "P23 arrived": (
        instant_funding_arrived(C(5)),
        ["Dr 1000 5 EUR", "Cr 1310 5 EUR", "Dr 1010 5 EUR", "Cr 1000 5 EUR"],
    ),
    "P24": (returned_deposit(A, C(5), C(0)), ["Dr 2000:a 5 EUR", "Cr 1000 5 EUR"]),
    "P24 short": (
        returned_deposit(A, C(5), C(2)),
        ["Dr 2000:a 3 EUR", "Cr 1000 5 EUR", "Dr 1310 2 EUR", "Dr 1000 2 EUR", "Cr 1010 2 EUR"],
    ),
    "P33": (
        rebate(A, C(5)),
        ["Dr 5000 5 EUR", "Cr 2000:a 5 EUR", "Dr 1000 5 EUR", "Cr 1010 5 EUR"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_posting_has_the_lines_of_the_table(lines: tuple[Line, ...], expected: list[str]) -> None:
    assert row(lines) == expected


@pytest.mark.parametrize("name", ["P5", "P8"])
def test_a_trade_that_is_broken_is_mirrored_line_by_line(name: str) -> None:
    """P29: the trade is reversed, then booked again as it should have been."""
    lines, _ = TABLE[name]
    draft = Draft(EntryId("e"), name, lines, NOW, date(2026, 11, 20))
    entry = book(draft, A, ChainHead(0, CHAIN_START), NOW)
    mirror = reversal_of(entry, NOW)
    assert [(line.account, -line.amount) for line in mirror.lines] == [
        (line.account, line.amount) for line in lines
    ]
    assert mirror.posting == f"R{name}"
