"""A client's cash account (domain B8, B9): one small document that decides every order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.core.errors import TwoLedgerError
from shared.core.ids import AccountId, CohortId

CASH = "E-2000"
RESERVED = "E-2010"
WITHDRAWAL_PENDING = "E-2015"
UNSETTLED = "E-2020"


class AccountState(StrEnum):
    """Where an account stands in its life, in Alpaca's words."""

    SUBMITTED = "SUBMITTED"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    APPROVAL_PENDING = "APPROVAL_PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ACTIVE = "ACTIVE"
    ACCOUNT_UPDATED = "ACCOUNT_UPDATED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class Overdrawn(TwoLedgerError):
    """Say that a change would take a client below zero (I-5)."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its document has it.

    `balances` are cents by code, credit positive. `chain_sequence` and `chain_hash` are the head
    of its entry chain; `sequences` the last number used in each of its event streams, and of all;
    `open_limits` how many limit orders are open; `configuration` the settings that differ from the
    defaults; `progress_key` the cause of the last steps of its life, so that the same cause has
    them once.
    """

    account_id: AccountId
    account_number: str
    correspondent: str
    cohort: CohortId
    state: AccountState
    balances: Mapping[str, int]
    chain_sequence: int
    chain_hash: str
    sequences: Mapping[str, int]
    created_at: datetime
    open_limits: int = 0
    configuration: Mapping[str, Any] = field(default_factory=dict)
    progress_key: str = ""

    def balance(self, code: str) -> int:
        """Return a balance in cents."""
        return self.balances.get(code, 0)

    @property
    def cash(self) -> int:
        """Return all cash on trade date, held money included, in cents."""
        return self.balance(CASH) + self.balance(RESERVED) + self.balance(UNSETTLED)

    @property
    def available(self) -> int:
        """Return what a new order may use: free cash and unsettled proceeds, in cents (R-702)."""
        return max(0, self.balance(CASH) + self.balance(UNSETTLED))

    @property
    def may_trade(self) -> bool:
        """Tell whether new orders are taken: active, and not suspended by its user."""
        suspended = self.configuration.get("suspend_trade", False)
        return self.state is AccountState.ACTIVE and not suspended

    @property
    def withdrawable(self) -> int:
        """Return the settled, unheld part of the cash, in cents (R-762)."""
        return max(0, self.balance(CASH))

    def credited(self, changes: Mapping[str, int]) -> "Account":
        """Return the account after changes in cents by code, credit positive.

        Raises Overdrawn when a balance would break I-5.
        """
        balances = dict(self.balances)
        for code, amount in changes.items():
            balances[code] = balances.get(code, 0) + amount
        changed = replace(self, balances=balances)
        changed.check_solvent()
        return changed

    def check_solvent(self) -> None:
        """Raise Overdrawn where the client would owe money (I-5)."""
        spendable = self.balance(CASH) + self.balance(UNSETTLED)
        if min(spendable, self.balance(RESERVED), self.balance(WITHDRAWAL_PENDING)) < 0:
            raise Overdrawn
