"""Tell partners that an account's data were updated, once for each update, also after a crash.

The holder's mark is the outbox (D10): it is set with the update and removed when it was told.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.core.documents import Condition, Documents
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import SHARD_COUNT, AccountId
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.model.life import LifeEvent
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.identity.paths import HOLDERS, holder_document, holder_of, holder_path
from shared.eu.identity.service.sweeping import sweep_each

STEPS = (LifeEvent.UPDATE, LifeEvent.CONFIRM)
HOLDERS_PER_SHARD_MAX = 100


@dataclass(frozen=True, slots=True)
class Announcing:
    """Tells of updates."""

    vault: Documents
    progress: AccountProgress

    def announce(self, account_id: AccountId) -> None:
        """Take an active account through ACCOUNT_UPDATED, where that was not told yet.

        Raises Refusal `contention`, Unavailable: the sweeper then tells it later.
        """
        (seen,) = self.vault.get([holder_path(account_id)])
        holder = holder_of(seen.path, seen.data) if seen.data is not None else None
        if holder is None or holder.announced:
            return
        key = f"updated:{seen.version}"
        self.progress.advance(account_id, AccountState.ACTIVE, STEPS, key)
        told = next_version(seen, holder_document(replace(holder, announced=True)))
        # Whoever was faster has made another update, and tells of both.
        with suppress(Conflict, CommitUnknown):
            self.vault.commit([told])

    def sweep(self) -> int:
        """Tell what was left untold and return how many accounts that were."""
        untold = (each for shard in range(SHARD_COUNT) for each in self._untold(shard))
        return sweep_each(untold, self.announce, waits=(Refusal,))

    def _untold(self, shard: int) -> Sequence[AccountId]:
        marked = [Condition("unannounced", "==", shard)]
        found = self.vault.query(HOLDERS, marked, limit=HOLDERS_PER_SHARD_MAX)
        return [AccountId(seen.path.partition("/")[2]) for seen in found]
