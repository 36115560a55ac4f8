"""The life of an account: one table of steps, and the event that partners see of each."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from shared.core.clock import rfc3339
from shared.core.errors import InvalidTransition
from shared.core.ids import EventId, derive
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.events.model.record import Happening, Stream


class LifeEvent(StrEnum):
    """What happens to an account."""

    APPROVE = "APPROVE"
    ACTIVATE = "ACTIVATE"
    REVIEW = "REVIEW"
    ASK = "ASK"
    RESUBMIT = "RESUBMIT"
    REJECT = "REJECT"
    UPDATE = "UPDATE"
    CONFIRM = "CONFIRM"
    CLOSE = "CLOSE"


_STEPS = {
    (AccountState.SUBMITTED, LifeEvent.APPROVE): AccountState.APPROVED,
    (AccountState.SUBMITTED, LifeEvent.REVIEW): AccountState.APPROVAL_PENDING,
    (AccountState.SUBMITTED, LifeEvent.ASK): AccountState.ACTION_REQUIRED,
    (AccountState.SUBMITTED, LifeEvent.REJECT): AccountState.REJECTED,
    (AccountState.ACTION_REQUIRED, LifeEvent.RESUBMIT): AccountState.SUBMITTED,
    (AccountState.ACTION_REQUIRED, LifeEvent.REJECT): AccountState.REJECTED,
    (AccountState.APPROVAL_PENDING, LifeEvent.APPROVE): AccountState.APPROVED,
    (AccountState.APPROVAL_PENDING, LifeEvent.REJECT): AccountState.REJECTED,
    (AccountState.APPROVED, LifeEvent.ACTIVATE): AccountState.ACTIVE,
    (AccountState.ACTIVE, LifeEvent.UPDATE): AccountState.ACCOUNT_UPDATED,
    (AccountState.ACCOUNT_UPDATED, LifeEvent.CONFIRM): AccountState.ACTIVE,
    (AccountState.ACTIVE, LifeEvent.CLOSE): AccountState.ACCOUNT_CLOSED,
}


def after(account: Account, event: LifeEvent) -> Account:
    """Return the account after an event of its life.

    Raises InvalidTransition.
    """
    if (account.state, event) not in _STEPS:
        raise InvalidTransition("account", account.state, event)
    return replace(account, state=_STEPS[account.state, event])


def status_step(account: Account, status_from: str, at: datetime, key: str) -> Happening:
    """Return what partners see of a step to the account's present state.

    `key` is the same when the same step is told again; `status_from` is empty for the first one.
    """
    body = {
        "account_id": account.account_id,
        "account_number": account.account_number,
        "at": rfc3339(at),
        "status_from": status_from,
        "status_to": account.state.value,
    }
    return Happening(
        event_id=EventId(derive("event", account.account_id, "status", key)),
        kind="status",
        streams=(Stream.ACCOUNT_STATUS,),
        at=at,
        body={Stream.ACCOUNT_STATUS.value: body},
    )
