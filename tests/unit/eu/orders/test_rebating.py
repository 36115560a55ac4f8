"""Fees rounded up order by order are rounded once for the day; the rest is given back (R-824)."""

from datetime import date, timedelta

import pytest

from shared.core import ecb_rates
from shared.core.errors import CommitUnknown
from shared.core.ids import AccountId
from shared.eu.ledger.model.entry import FEE_FACT
from shared.eu.orders.model.rebate import Rebate, overcharged
from shared.eu.orders.service.rebating import RebateDesk
from tests.simulation.checkers import Books, check_always
from tests.unit.eu.orders.order_path import OrderPath

DAY = date(2026, 11, 20)


def desk_of(path: OrderPath) -> RebateDesk:
    return RebateDesk(path.world.eu, path.world.clock, path.world.entropy)


def sell_five_times(path: OrderPath) -> None:
    path.own_shares(5)
    for _ in range(5):
        path.place(side="sell", qty="1")
        path.world.deliver_all()


def end_the_day(path: OrderPath) -> None:
    path.world.clock.advance_ms(24 * 3_600_000)


def charged(path: OrderPath, kind: str) -> int:
    name = f"{FEE_FACT}{kind}_cents"
    return sum(int((e.data or {})["facts"].get(name, 0)) for e in path.stored("entries"))


def lose_the_answer() -> None:
    raise CommitUnknown


def test_five_sales_of_a_share_pay_one_cent_of_each_fee(path: OrderPath) -> None:
    sell_five_times(path)
    assert charged(path, "taf") == 5
    cash = path.account().cash
    end_the_day(path)
    assert desk_of(path).rebate_due() == 1
    (entry,) = [e.data or {} for e in path.stored("entries") if (e.data or {})["posting"] == "P33"]
    assert entry["facts"]["rebate_taf_cents"] == "4"
    assert entry["effective_date"] == DAY.isoformat() or entry["facts"]["as_of"] == DAY.isoformat()
    given = {line["account"].partition(":")[0]: line["amount"] for line in entry["lines"]}
    euro = path.account().cash - cash
    assert given == {"E-5000": euro, "E-2000": -euro, "E-1000": euro, "E-1010": -euro}
    assert euro > 0
    check_always(Books.read(path.world.eu, path.world.us))


def test_it_is_given_back_once(path: OrderPath) -> None:
    sell_five_times(path)
    end_the_day(path)
    path.after_next_commit(lose_the_answer)
    desk_of(path).rebate_due()
    cash = path.account().cash
    assert desk_of(path).rebate_due() == 0
    assert path.account().cash == cash
    assert len([e for e in path.stored("entries") if (e.data or {})["posting"] == "P33"]) == 1


def test_two_at_once_give_it_back_once(path: OrderPath) -> None:
    sell_five_times(path)
    end_the_day(path)
    path.before_next_commit(lambda: desk_of(path).rebate_due())
    desk_of(path).rebate_due()
    assert len([e for e in path.stored("entries") if (e.data or {})["posting"] == "P33"]) == 1


def test_a_day_that_is_not_closed_is_not_touched(path: OrderPath) -> None:
    sell_five_times(path)
    assert desk_of(path).rebate_due() == 0
    assert all((e.data or {})["posting"] != "P33" for e in path.stored("entries"))


def test_a_day_is_looked_at_until_it_is_done_and_no_more(path: OrderPath) -> None:
    sell_five_times(path)
    end_the_day(path)
    desk_of(path).rebate_due()
    reads = path.world.eu.counters.as_dict()["queries"]["entries"]
    desk_of(path).rebate_due()
    assert path.world.eu.counters.as_dict()["queries"]["entries"] == reads


@pytest.mark.parametrize(
    ("facts", "owed"),
    [
        ([{"fee_taf_cents": "1", "fee_taf_raw_nano_usd": "195000"}] * 5, {"taf": 4}),
        ([{"fee_taf_cents": "1", "fee_taf_raw_nano_usd": "10000000"}] * 5, {}),
        ([{"fee_taf_cents": "1", "fee_taf_raw_nano_usd": "6000000"}] * 2, {}),
        ([{"fee_taf_cents": "1", "fee_taf_raw_nano_usd": "5000000"}] * 2, {"taf": 1}),
        # A sale of less than its fees is charged what it brings: nothing is asked for later.
        ([{"fee_sec_cents": "0", "fee_sec_raw_nano_usd": "20000000"}], {}),
        ([{"order_id": "1"}], {}),
    ],
)
def test_what_was_charged_too_much(facts: list[dict[str, str]], owed: dict[str, int]) -> None:
    assert overcharged(facts) == owed


def test_euro_are_rounded_for_each_fee() -> None:
    rate = ecb_rates.on(DAY).usd_per_eur
    rebate = Rebate(AccountId("a"), DAY, {"cat": 1, "taf": 1}, rate)
    assert rebate.euro_cents == 2
    assert rebate.ref_id != Rebate(AccountId("a"), DAY + timedelta(days=1), {}, rate).ref_id
