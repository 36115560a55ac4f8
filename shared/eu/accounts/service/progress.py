"""Take an account through steps of its life, each told to partners, in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.core.clock import Clock
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.life import LifeEvent, after, status_step
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange

ATTEMPTS_MAX = 8


@dataclass(frozen=True, slots=True)
class AccountProgress:
    """Moves accounts on."""

    documents: Documents
    clock: Clock

    def advance(
        self,
        account_id: AccountId,
        only_in: AccountState,
        steps: Sequence[LifeEvent],
        key: str,
    ) -> None:
        """Take the steps if the account is in the state `only_in`; the same `key` does so once.

        Raises Refusal `contention` where others were faster too often.
        """
        for _ in range(ATTEMPTS_MAX):
            (seen,) = self.documents.get([account_path(account_id)])
            change = AccountChange(seen, self.clock.now())
            if change.account.state is not only_in or is_told(change.account.progress_key, key):
                return
            told_steps(change, steps, key)
            change.account = replace(change.account, progress_key=key)
            try:
                return self.documents.commit(change.writes())
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")


def told_steps(change: AccountChange, steps: Sequence[LifeEvent], key: str) -> None:
    """Apply steps to an account and tell each of them.

    Raises InvalidTransition.
    """
    for step in steps:
        before: Account = change.account
        change.account = after(before, step)
        change.tell(status_step(change.account, before.state, change.now, f"{key}/{step}"))


def is_told(last_key: str, key: str) -> bool:
    """Say whether steps were taken: for the same cause, or a later one that stands for it as well.

    Causes that are numbered, `updated:12`, stand for those of their kind with a lower number.
    """
    (last_kind, _, last), (kind, _, number) = last_key.rpartition(":"), key.rpartition(":")
    if last_key == key:
        return True
    return kind == last_kind and number.isdecimal() and last.isdecimal() and int(last) > int(number)
