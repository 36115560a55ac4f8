"""The US lines of executions balance, and are those of P5 and P8 (R-900)."""

from itertools import product

import pytest

from shared.border.dictionary import Side
from shared.core.money import NANO
from shared.us.omnibus.model.chart import USD, Code
from shared.us.omnibus.model.posting import (
    Line,
    Posting,
    Trade,
    Unbalanced,
    execution_posting,
    street_qty,
)
from shared.us.omnibus.paths import posting_data

COHORT = "c00000000000001f"
ASSET = "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415"


def whole(shares: int, cents: int) -> Trade:
    return Trade(shares * NANO, cents)


def test_a_buy_posts_p5() -> None:
    posting = execution_posting(
        Side.BUY, COHORT, ASSET, whole(10, 1874_20), whole(10, 1874_20), {"CAT": 1}
    )
    assert posting_data(posting) == [
        {"account": f"U-2010:{COHORT}", "commodity": "USD", "amount": 1874_21, "scale": 2},
        {"account": "U-1040", "commodity": "USD", "amount": -1874_20, "scale": 2},
        {"account": "U-2200:CAT", "commodity": "USD", "amount": -1, "scale": 2},
        {"account": "U-1020", "commodity": ASSET, "amount": 10 * NANO, "scale": 9},
        {"account": f"U-2110:{COHORT}", "commodity": ASSET, "amount": -10 * NANO, "scale": 9},
    ]


def test_a_sale_posts_p8() -> None:
    fees = {"SEC": 2, "TAF": 1, "CAT": 1}
    trade = whole(4, 760_60)
    posting = execution_posting(Side.SELL, COHORT, ASSET, trade, trade, fees)
    assert [(line.account, line.amount) for line in posting.lines] == [
        (f"U-2010:{COHORT}", -760_56),
        ("U-1040", 760_60),
        ("U-2200:SEC", -2),
        ("U-2200:TAF", -1),
        ("U-2200:CAT", -1),
        ("U-1020", -4 * NANO),
        (f"U-2110:{COHORT}", 4 * NANO),
    ]


def test_every_execution_balances_in_each_commodity() -> None:
    for side, shares, gross, cat in product(Side, (1, 7, 500), (1, 2, 99_999), (0, 1)):
        lines = execution_posting(
            side, COHORT, ASSET, whole(shares, gross), whole(shares, gross), {"CAT": cat}
        ).lines
        for commodity in (USD, ASSET):
            assert sum(line.amount for line in lines if line.commodity == commodity) == 0


def test_lines_of_zero_are_left_out() -> None:
    posting = execution_posting(
        Side.SELL, COHORT, ASSET, whole(1, 1), whole(1, 1), {"SEC": 1, "TAF": 0}
    )
    assert [line.account for line in posting.lines] == [
        "U-1040",
        "U-2200:SEC",
        "U-1020",
        f"U-2110:{COHORT}",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(Code.CNS, ASSET, 0), Line(Code.DTC, ASSET, 0)),
        (Line(Code.CNS, ASSET, 5),),
        (Line(Code.CNS, ASSET, 5), Line(Code.DTC, ASSET, -4)),
        (Line(Code.CNS, ASSET, 5), Line(Code.NSCC_SETTLEMENT, USD, -5)),
        (Line(Code.CNS, ASSET, 5), Line(Code.COHORT_SECURITIES, ASSET, -5)),
    ],
    ids=["empty", "zero", "one line", "sum", "commodities", "cohort account without a cohort"],
)
def test_lines_that_are_no_double_entry_are_refused(lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        Posting(lines)


def test_the_firm_takes_the_part_of_a_share_that_no_client_bought() -> None:
    street = street_qty(Side.BUY, 2_700_000_000)
    client, venue = Trade(2_700_000_000, 506_03), Trade(street, 562_26)
    posting = execution_posting(Side.BUY, COHORT, ASSET, client, venue, {"CAT": 1})
    assert [(line.account, line.commodity == USD, line.amount) for line in posting.lines] == [
        (f"U-2010:{COHORT}", True, 506_04),
        ("U-1040", True, -562_26),
        ("U-2900", True, 56_23),
        ("U-2200:CAT", True, -1),
        ("U-1020", False, 3_000_000_000),
        ("U-2900", False, -300_000_000),
        (f"U-2110:{COHORT}", False, -2_700_000_000),
    ]


def test_the_firm_takes_the_part_of_a_share_that_no_street_buys() -> None:
    street = street_qty(Side.SELL, 2_700_000_000)
    client, venue = Trade(2_700_000_000, 506_03), Trade(street, 374_84)
    posting = execution_posting(Side.SELL, COHORT, ASSET, client, venue, {"CAT": 1})
    assert [(line.account, line.commodity == USD, line.amount) for line in posting.lines] == [
        (f"U-2010:{COHORT}", True, -506_02),
        ("U-1040", True, 374_84),
        ("U-2900", True, 131_19),
        ("U-2200:CAT", True, -1),
        ("U-1020", False, -2_000_000_000),
        ("U-2900", False, -700_000_000),
        (f"U-2110:{COHORT}", False, 2_700_000_000),
    ]


@pytest.mark.parametrize("qty", [1, 999_999_999, NANO, 2 * NANO + 1])
def test_the_inventory_of_the_firm_only_grows(qty: int) -> None:
    for side in Side:
        street = street_qty(side, qty)
        lines = execution_posting(side, COHORT, ASSET, Trade(qty, 1), Trade(street, 1), {}).lines
        taken = [line.amount for line in lines if line.account == "U-2900"]
        assert street % NANO == 0
        assert sum(taken) <= 0
