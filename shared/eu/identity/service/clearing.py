"""Clear openings that were given up: confirm what was completed, remove all traces of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Condition, Delete, Documents, Snapshot
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict
from shared.core.ids import SHARD_COUNT
from shared.eu.accounts.paths import account_path
from shared.eu.identity.model.claim import Claim, ClaimState
from shared.eu.identity.paths import (
    INDEXES,
    claim_document,
    claim_of,
    claim_path,
    holder_of,
    holder_path,
    upload_path,
)
from shared.eu.identity.service.files import Files, application_document_ids, object_name
from shared.eu.identity.service.sweeping import sweep_each
from shared.eu.vault.paths import subject_path
from shared.eu.vault.service.key_store import KeyStore

CLAIMS_PER_SHARD_MAX = 100


@dataclass(frozen=True, slots=True)
class Clearing:
    """The sweeper of claims."""

    ledger: Documents
    vault: Documents
    key_store: KeyStore
    files: Files
    clock: Clock

    def sweep(self) -> int:
        """Clear every abandoned claim and return how many there were; a failed one waits."""
        abandoned = (each for shard in range(SHARD_COUNT) for each in self._abandoned(shard))
        return sweep_each(abandoned, self.clear, waits=(Conflict, CommitUnknown))

    def clear(self, claim_id: str) -> None:
        """Confirm a claim whose account exists; else remove what was made for it.

        Raises Conflict where the claim is worked for, CommitUnknown, Unavailable.
        """
        (seen,) = self.vault.get([claim_path(claim_id)])
        if seen.data is None:
            return
        claim = claim_of(seen.data)
        if claim.state is ClaimState.CONFIRMED or not claim.is_abandoned(self.clock.now()):
            return
        if claim.state is ClaimState.PENDING:
            # From here on no attempt takes the claim up again.
            clearing = claim.after(ClaimState.CLEARING)
            self.vault.commit([next_version(seen, claim_document(clearing))])
            (seen,) = self.vault.get([seen.path])
            if seen.data is None or claim_of(seen.data) != clearing:
                raise Conflict
            claim = clearing
        (account,) = self.ledger.get([account_path(claim.account_id)])
        if account.exists:
            confirmed = claim.after(ClaimState.CONFIRMED)
            self.vault.commit([next_version(seen, claim_document(confirmed))])
        else:
            self._remove(seen, claim)

    def _abandoned(self, shard: int) -> Sequence[str]:
        marked = [Condition("pending", "==", shard)]
        found = self.vault.query(INDEXES, marked, limit=CLAIMS_PER_SHARD_MAX)
        now = self.clock.now()
        return [
            seen.path.partition("/")[2]
            for seen in found
            if seen.data is not None and claim_of(seen.data).is_abandoned(now)
        ]

    def _remove(self, claim_seen: Snapshot, claim: Claim) -> None:
        # The claim goes last, with the persons: until then it says what is still to be removed.
        self.key_store.destroy(claim.subject_ids)
        document_ids = application_document_ids(claim.subject_id)
        for document_id in document_ids:
            self.files.objects.delete(object_name(claim.subject_id, document_id))
        (holder,) = self.vault.get([holder_path(claim.account_id)])
        index_ids = holder_of(holder.path, holder.data).index_ids if holder.data is not None else ()
        paths = [
            *map(subject_path, claim.subject_ids),
            *(claim_path(index_id) for index_id in index_ids),
            *map(upload_path, document_ids),
        ]
        others = [seen for seen in self.vault.get(paths) if seen.path != claim_seen.path]
        found = [seen for seen in (claim_seen, holder, *others) if seen.exists]
        self.vault.commit([Delete(seen.path, seen.token) for seen in found])
