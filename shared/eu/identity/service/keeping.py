"""Keep a new account's persons and documents, in one commit of the vault (D15, step 2)."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Write, create
from shared.core.documents import replace as next_version
from shared.core.errors import Conflict
from shared.eu.identity.model.application import Application
from shared.eu.identity.model.claim import Claim
from shared.eu.identity.model.holder import Holder
from shared.eu.identity.paths import (
    claim_document,
    claim_of,
    claim_path,
    holder_document,
    holder_path,
    index_document,
    index_path,
)
from shared.eu.identity.service.files import Files, application_document_ids, upload_writes
from shared.eu.identity.service.indexing import Indexing
from shared.eu.vault.paths import subject_path
from shared.eu.vault.service.subject_vault import SubjectVault


@dataclass(frozen=True, slots=True)
class Keeping:
    """Writes persons into the vault."""

    vault: SubjectVault
    files: Files
    indexing: Indexing
    clock: Clock

    def keep(self, claim: Claim, claim_id: str, application: Application) -> None:
        """Keep the persons of a claim, unless an earlier attempt has.

        Raises Conflict, also where the claim was cleared meanwhile; CommitUnknown, Unavailable.
        """
        persons = claim.subject_ids if application.trusted_contact else (claim.subject_id,)
        self.vault.key_store.create(persons)
        paths = [
            claim_path(claim_id),
            holder_path(claim.account_id),
            *map(subject_path, claim.subject_ids),
        ]
        claim_seen, holder_seen, owner_seen, trusted_seen = self.vault.documents.get(paths)
        if holder_seen.exists:
            return
        current = claim_of(claim_seen.data) if claim_seen.data is not None else None
        if current is None or not current.is_for(claim.account_id):
            # Whoever has cleared the claim has not seen the keys that were made since.
            self.vault.key_store.destroy(persons)
        if current != claim:
            raise Conflict
        shared = self.indexing.shared_lookups(claim.correspondent, application.owner).values()
        owner = {**application.owner, "agreements.accepted": application.agreements.accepted}
        # Rewriting the claim stops this commit if somebody has begun to clear it.
        writes: list[Write] = [
            next_version(claim_seen, claim_document(claim)),
            self.vault.put(owner_seen, owner),
        ]
        if application.trusted_contact:
            writes.append(self.vault.put(trusted_seen, application.trusted_contact))
        for lookup in shared:
            row = index_document(lookup, claim.account_id)
            writes.append(create(index_path(lookup, claim.account_id), row))
        writes += self._documents(claim, application)
        holder = Holder(
            account_id=claim.account_id,
            correspondent=claim.correspondent,
            subject_id=claim.subject_id,
            trusted_contact_id=claim.trusted_contact_id if application.trusted_contact else None,
            notice_version=application.agreements.notice_version,
            index_ids=(claim_id, *(f"{lookup}:{claim.account_id}" for lookup in shared)),
            created_at=self.clock.now(),
        )
        writes.append(create(holder_path(claim.account_id), holder_document(holder)))
        self.vault.documents.commit(writes)

    def _documents(self, claim: Claim, application: Application) -> list[Write]:
        uploads = self.files.store(
            claim.account_id,
            claim.subject_id,
            application.documents,
            application_document_ids(claim.subject_id),
            self.clock.now(),
        )
        return upload_writes(uploads)
