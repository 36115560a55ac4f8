"""LED-1 of the specification (Annex C): one client's life through both ledgers, to the cent.

After every step: I-1 to I-5, I-8 and I-9, and the figures of the table. The lines of the US are
those of the table of postings.
"""

import pytest

from emulators.operator.invariants import Held, Ledgers, at_every_moment, at_rest
from shared.core.ids import AccountId, AssetId
from shared.core.money import Cents, NanoQty
from shared.eu.ledger.model.chart import Code
from shared.eu.ledger.model.corporate_actions import Dividend, dividend
from shared.eu.ledger.model.entry import Line, check_balanced
from shared.eu.ledger.model.postings import (
    BuyAmounts,
    SellAmounts,
    buy_fill,
    deposit,
    hold,
    sell_fill,
)
from shared.eu.ledger.model.settlement import (
    Cover,
    cover_purchases,
    cover_sales,
    settle_purchase,
    settle_sale,
    sweep_income,
)

CLIENT, AAPL, COHORT = AccountId("client"), AssetId("aapl"), "c1"
SHARE = 10**9
UsLine = tuple[str, int, str]
"""Account, debit positive, commodity."""

BUY = BuyAmounts(
    dollars=Cents(1874_21),
    euro=Cents(1731_71),
    commission=Cents(1_73),
    from_hold=Cents(1733_44),
    from_cash=Cents(0),
    from_firm=Cents(0),
    released=Cents(16_56),
)
SELL = SellAmounts(dollars=Cents(760_56), euro=Cents(697_94), commission=Cents(1_00))
BUY_COVER = Cover(dollars=Cents(1874_21), euro=Cents(1727_38), spread=Cents(4_33))
SELL_COVER = Cover(dollars=Cents(760_56), euro=Cents(699_69), spread=Cents(1_75))
DIV_2 = Dividend(gross=Cents(1_56), withheld=Cents(23), euro=Cents(1_22), tax=Cents(23))
BOUGHT, SOLD = NanoQty(10 * SHARE), NanoQty(4 * SHARE)
PROCEEDS = Cents(696_94)


class Life:
    """Both ledgers, entry by entry."""

    def __init__(self) -> None:
        self.ledgers = Ledgers(cohorts={CLIENT: COHORT})
        self.count = 0

    def book(self, eu: tuple[Line, ...], us: tuple[UsLine, ...] = ()) -> None:
        """Book an event in both, and hold every invariant."""
        self.book_alone(eu, us)
        assert at_rest(self.ledgers) == []

    def book_alone(self, eu: tuple[Line, ...], us: tuple[UsLine, ...] = ()) -> None:
        """Book without a look at the invariants."""
        check_balanced(eu) if eu else None
        self.count += 1
        name = f"step {self.count}"
        lines = [
            {"account": each.account, "commodity": each.commodity, "amount": each.amount}
            for each in eu
        ]
        self.ledgers.add_eu([(name, {"lines": lines})])
        abroad = [{"account": a, "commodity": of, "amount": amount} for a, amount, of in us]
        self.ledgers.add_us([(name, {"lines": abroad})])
        held = -sum(self.eu(code, AAPL) for code in ("E-2100", "E-2110"))
        self.ledgers.positions = {(CLIENT, AAPL): Held(held, 0)}
        self.ledgers.holds[CLIENT] = -self.eu("E-2010")
        self.ledgers.commissions = -self.eu("E-4000")

    def eu(self, code: str, commodity: str = "EUR") -> int:
        return sum(
            amount
            for (each, _, of), amount in self.ledgers.eu.items()
            if (each, of) == (code, commodity)
        )

    def us(self, account: str, commodity: str = "USD") -> int:
        code, _, part = account.partition(":")
        return sum(
            amount
            for (each, own, of), amount in self.ledgers.us.items()
            if (each, of) == (code, commodity) and part in ("", own)
        )

    def table(self) -> tuple[int, int, int, int]:
        """Return the columns: E-1000, the client's claims, unswept firm money, shares."""
        claims = -(self.eu("E-2000") + self.eu("E-2010"))
        others = ("E-3000", "E-4000", "E-4010", "E-1010", "E-1310", "E-5000", "E-5010")
        unswept = -sum(map(self.eu, others))
        shares = {
            -sum(self.eu(code, AAPL) for code in ("E-2100", "E-2110")),
            sum(self.eu(code, AAPL) for code in ("E-1100", "E-1110", "E-1120")),
            -sum(self.us(code, AAPL) for code in ("U-2100", "U-2110")),
            sum(self.us(code, AAPL) for code in ("U-1010", "U-1020")),
        }
        (views,) = shares
        return self.eu("E-1000"), claims, unswept, views // SHARE


def bought() -> Life:
    """Return a life after its purchase has settled and the fees are swept."""
    life = Life()
    life.book(deposit(CLIENT, Cents(2000_00)))
    assert life.table() == (2000_00, 2000_00, 0, 0)
    life.book(hold(CLIENT, Cents(1750_00)))
    assert life.table() == (2000_00, 2000_00, 0, 0)
    assert (life.eu("E-2000"), life.eu("E-2010")) == (-250_00, -1750_00)
    life.book(
        buy_fill(CLIENT, AAPL, BOUGHT, BUY),
        (
            ("U-2010:c1", 1874_21, "USD"), ("U-1040", -1874_20, "USD"), ("U-2200:CAT", -1, "USD"),
            ("U-1020", BOUGHT, AAPL), ("U-2110:c1", -BOUGHT, AAPL),
        ),
    )  # fmt: skip
    assert life.table() == (2000_00, 266_56, 1733_44, 10)
    life.book(
        cover_purchases(BUY_COVER), (("U-1000", 1874_21, "USD"), ("U-2000:c1", -1874_21, "USD"))
    )
    assert life.table() == (272_62, 266_56, 6_06, 10)
    life.book(
        settle_purchase(CLIENT, AAPL, BOUGHT, Cents(1874_21)),
        (
            ("U-1040", 1874_20, "USD"), ("U-1000", -1874_20, "USD"),
            ("U-2000:c1", 1874_21, "USD"), ("U-2010:c1", -1874_21, "USD"),
            ("U-1010", BOUGHT, AAPL), ("U-1020", -BOUGHT, AAPL),
            ("U-2110:c1", BOUGHT, AAPL), ("U-2100:c1", -BOUGHT, AAPL),
        ),
    )  # fmt: skip
    assert life.table() == (272_62, 266_56, 6_06, 10)
    life.book(sweep_income(Cents(6_06)))
    assert life.table() == (266_56, 266_56, 0, 10)
    return life


def sold() -> Life:
    """Return a life after its sale on trade date."""
    life = bought()
    life.book(
        sell_fill(CLIENT, AAPL, SOLD, SELL),
        (
            ("U-1040", 760_60, "USD"), ("U-2010:c1", -760_56, "USD"),
            ("U-2200:SEC", -2, "USD"), ("U-2200:TAF", -1, "USD"), ("U-2200:CAT", -1, "USD"),
            ("U-2110:c1", SOLD, AAPL), ("U-1020", -SOLD, AAPL),
        ),
    )  # fmt: skip
    return life


SELL_COVER_ABROAD: tuple[UsLine, ...] = (("U-2000:c1", 760_56, "USD"), ("U-1000", -760_56, "USD"))
SELL_SETTLED_ABROAD: tuple[UsLine, ...] = (
    ("U-1000", 760_60, "USD"), ("U-1040", -760_60, "USD"),
    ("U-2010:c1", 760_56, "USD"), ("U-2000:c1", -760_56, "USD"),
    ("U-1020", SOLD, AAPL), ("U-1010", -SOLD, AAPL),
    ("U-2100:c1", SOLD, AAPL), ("U-2110:c1", -SOLD, AAPL),
)  # fmt: skip


def test_the_whole_life_has_the_figures_of_the_table() -> None:
    life = sold()
    life.book(cover_sales(SELL_COVER), SELL_COVER_ABROAD)
    life.book(settle_sale(CLIENT, AAPL, SOLD, Cents(760_56), PROCEEDS), SELL_SETTLED_ABROAD)
    assert life.table() == (966_25, 963_50, 2_75, 6)
    life.book(
        dividend(CLIENT, DIV_2),
        (("U-1000", 1_56, "USD"), ("U-2210:IRS", -23, "USD"), ("U-2000:c1", -1_33, "USD")),
    )
    assert life.table() == (966_25, 964_49, 1_53, 6)
    assert -life.eu("E-2210") == 23
    assert (life.us("U-1000"), -life.us("U-2000"), -life.us("U-2210")) == (1_61, 1_33, 23)
    fees = {name: -life.us(f"U-2200:{name}") for name in ("SEC", "TAF", "CAT")}
    assert fees == {"SEC": 2, "TAF": 1, "CAT": 2}
    assert life.eu("E-1020", "USD") == 1_33
    assert (life.eu("E-3000", "USD"), life.eu("E-3000")) == (-1_33, 1_22)


def test_a_sale_that_settles_before_its_cover_leaves_the_bank_short_for_a_moment() -> None:
    """R-906: I-3 holds in either order, I-3b only in one of them."""
    naive = sold()
    naive.book_alone(settle_sale(CLIENT, AAPL, SOLD, Cents(760_56), PROCEEDS), SELL_SETTLED_ABROAD)
    assert naive.table()[:2] == (266_56, 963_50)
    assert {found.recon for found in at_every_moment(naive.ledgers)} == {"I-3b"}
    naive.book(cover_sales(SELL_COVER), SELL_COVER_ABROAD)


@pytest.mark.parametrize("code", [Code.BANK_CLIENT, Code.COMMISSION, Code.FX_SPREAD])
def test_the_firms_lines_name_no_client(code: Code) -> None:
    lines = [*cover_purchases(BUY_COVER), *cover_sales(SELL_COVER), *sweep_income(Cents(1))]
    assert all(line.client is None for line in lines if line.code is code)
