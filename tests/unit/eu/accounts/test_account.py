"""No change takes a client below zero (I-5)."""

from datetime import UTC, datetime

import pytest

from shared.core.canonical import CHAIN_START
from shared.core.ids import AccountId, CohortId
from shared.eu.accounts.model.account import (
    CASH,
    RESERVED,
    UNSETTLED,
    WITHDRAWAL_PENDING,
    Account,
    AccountState,
    Overdrawn,
)


def account(**balances: int) -> Account:
    return Account(
        account_id=AccountId("11111111-1111-4111-8111-111111111111"),
        account_number="1",
        correspondent="TEST",
        cohort=CohortId("c" + "0" * 15),
        state=AccountState.ACTIVE,
        balances={code.replace("_", "-"): cents for code, cents in balances.items()},
        chain_sequence=0,
        chain_hash=CHAIN_START,
        sequences={},
        created_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
    )


def test_changes_are_added_to_balances() -> None:
    held = account(E_2000=100).credited({CASH: -60, RESERVED: 60})
    assert (held.balance(CASH), held.balance(RESERVED), held.cash) == (40, 60, 100)


@pytest.mark.parametrize("code", [CASH, RESERVED, WITHDRAWAL_PENDING])
def test_a_cent_below_zero_is_refused(code: str) -> None:
    rich = account(E_2000=100, E_2010=100, E_2015=100)
    assert rich.credited({code: -100}).balance(code) == 0
    with pytest.raises(Overdrawn):
        rich.credited({code: -101})


def test_proceeds_may_be_spent_before_they_settle() -> None:
    seller = account(E_2000=10, E_2020=90)
    assert seller.available == 100
    spent = seller.credited({CASH: -100})
    assert (spent.available, spent.withdrawable) == (0, 0)
    with pytest.raises(Overdrawn):
        seller.credited({CASH: -101})


def test_only_settled_free_cash_can_be_withdrawn() -> None:
    assert account(E_2000=10, E_2010=20, E_2020=90).withdrawable == 10
    assert account(**{UNSETTLED.replace("-", "_"): 90}).withdrawable == 0
