"""Shares are sold once: what open sales reserve is not free (R-703, I-5)."""

import pytest

from shared.core.ids import AccountId, AssetId
from shared.eu.accounts.model.position import Oversold, Position

TEN = Position(AccountId("a"), AssetId("b"), settled=4, unsettled=6, cost_eur=1_000, cost_usd=1_100)


def test_reserved_shares_are_owned_but_not_free() -> None:
    held = TEN.with_reserved(7)
    assert (held.qty, held.available) == (10, 3)


@pytest.mark.parametrize("change", [11, -1])
def test_no_more_is_reserved_than_is_free_and_no_less_than_nothing(change: int) -> None:
    with pytest.raises(Oversold):
        TEN.with_reserved(change)


def test_a_sale_takes_its_shares_out_of_the_reserved_ones_at_average_cost() -> None:
    sold = TEN.with_reserved(10).sold(4)
    assert (sold.qty, sold.reserved, sold.available) == (6, 6, 0)
    assert (sold.settled, sold.unsettled) == (4, 2)
    assert (sold.cost_eur, sold.cost_usd) == (600, 660)


def test_a_sale_of_what_is_not_owned_or_not_reserved_is_refused() -> None:
    with pytest.raises(Oversold):
        TEN.with_reserved(10).sold(11)
    with pytest.raises(Oversold):
        TEN.with_reserved(3).sold(4)


def test_a_sale_of_everything_leaves_no_cost() -> None:
    empty = TEN.with_reserved(10).sold(10)
    assert (empty.qty, empty.reserved, empty.cost_eur, empty.cost_usd) == (0, 0, 0, 0)
