"""The life of an account: every pair of state and event, listed or refused; each step is told."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from shared.core.canonical import CHAIN_START
from shared.core.errors import InvalidTransition
from shared.core.ids import AccountId, CohortId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.life import LifeEvent, after, status_step

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNT = Account(
    account_id=AccountId("11111111-1111-4111-8111-111111111111"),
    account_number="1234567890",
    correspondent="ACME",
    cohort=CohortId("c1"),
    state=AccountState.SUBMITTED,
    balances={},
    chain_sequence=0,
    chain_hash=CHAIN_START,
    sequences={},
    created_at=NOW,
)
ALLOWED = {
    ("SUBMITTED", "APPROVE"): "APPROVED",
    ("SUBMITTED", "REVIEW"): "APPROVAL_PENDING",
    ("SUBMITTED", "ASK"): "ACTION_REQUIRED",
    ("SUBMITTED", "REJECT"): "REJECTED",
    ("ACTION_REQUIRED", "RESUBMIT"): "SUBMITTED",
    ("ACTION_REQUIRED", "REJECT"): "REJECTED",
    ("APPROVAL_PENDING", "APPROVE"): "APPROVED",
    ("APPROVAL_PENDING", "REJECT"): "REJECTED",
    ("APPROVED", "ACTIVATE"): "ACTIVE",
    ("ACTIVE", "UPDATE"): "ACCOUNT_UPDATED",
    ("ACCOUNT_UPDATED", "CONFIRM"): "ACTIVE",
    ("ACTIVE", "CLOSE"): "ACCOUNT_CLOSED",
}


@pytest.mark.parametrize(("state", "event"), list(product(AccountState, LifeEvent)))
def test_every_step_is_listed_or_refused(state: AccountState, event: LifeEvent) -> None:
    account = replace(ACCOUNT, state=state)
    expected = ALLOWED.get((state.value, event.value))
    if expected is None:
        with pytest.raises(InvalidTransition):
            after(account, event)
    else:
        assert after(account, event).state.value == expected


def test_a_step_is_told_with_both_states() -> None:
    approved = after(ACCOUNT, LifeEvent.APPROVE)
    told = status_step(approved, ACCOUNT.state, NOW, "key")
    assert told.body == {
        "account_status": {
            "account_id": ACCOUNT.account_id,
            "account_number": "1234567890",
            "at": "2026-11-20T12:00:00.000000Z",
            "status_from": "SUBMITTED",
            "status_to": "APPROVED",
        }
    }
    assert told.event_id == status_step(approved, ACCOUNT.state, NOW, "key").event_id
    assert told.event_id != status_step(approved, ACCOUNT.state, NOW, "other").event_id
