"""Correct what is known of an account's persons (R-115): new values count, old ones are blocked.

One commit of the vault changes persons, indexes and holder; the holder's version is its guard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.core.clock import Clock
from shared.core.documents import Snapshot, Write
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.identity.model.correction import Correction, correction_of
from shared.eu.identity.model.holder import Holder
from shared.eu.identity.model.person import Values
from shared.eu.identity.model.views import PERSON_BLOCKS
from shared.eu.identity.paths import holder_document, holder_of, holder_path
from shared.eu.identity.service.announcing import Announcing
from shared.eu.identity.service.reindexing import Reindexing
from shared.eu.vault.paths import subject_path
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.subject_vault import SubjectVault

ATTEMPTS_MAX = 8
SETTLED_STATES = frozenset({AccountState.ACCOUNT_CLOSED, AccountState.REJECTED})


@dataclass(frozen=True, slots=True)
class _Known:
    """An account's persons before a correction."""

    seen: Snapshot
    holder: Holder
    owner: Values
    trusted_contact: Values


@dataclass(frozen=True, slots=True)
class Rectification:
    """Changes persons."""

    vault: SubjectVault
    reindexing: Reindexing
    announcing: Announcing
    clock: Clock

    def correct(self, account: Account, given: Mapping[str, Any], reader: str) -> None:
        """Apply an update and tell partners of it; one that changes nothing is told to nobody.

        Raises Refusal: what is wrong with a field; duplicate_email; account_restricted when the
        account is closed or rejected; not_found without a holder; contention.
        """
        if account.state in SETTLED_STATES:
            raise Refusal("account_restricted")
        for _ in range(ATTEMPTS_MAX):
            known = self._known(account.account_id, reader)
            correction = correction_of(known.owner, known.trusted_contact, given, self.clock.now())
            try:
                if not correction.is_empty:
                    self.vault.documents.commit(self._writes(known, correction))
                return self.announcing.announce(account.account_id)
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")

    def _known(self, account_id: AccountId, reader: str) -> _Known:
        (seen,) = self.vault.documents.get([holder_path(account_id)])
        if seen.data is None:
            raise Refusal("not_found")
        holder = holder_of(seen.path, seen.data)
        access = Access(reader, AccessPurpose.ACCOUNT_UPDATE)
        values = self.vault.read(holder.subject_ids, PERSON_BLOCKS, access)
        trusted = values.get(holder.trusted_contact_id, {}) if holder.trusted_contact_id else {}
        return _Known(seen, holder, values[holder.subject_id], trusted)

    def _writes(self, known: _Known, correction: Correction) -> list[Write]:
        holder = known.holder
        writes: list[Write] = []
        if correction.owner:
            writes += self._rectified(holder.subject_id, correction.owner)
        if correction.trusted_contact:
            holder = self._with_trusted_contact(holder)
            writes += self._rectified(holder.trusted_contact_id or "", correction.trusted_contact)
        index_ids, index_writes = self.reindexing.writes(holder, known.owner, correction.owner)
        changed = replace(holder, index_ids=index_ids, announced=False)
        return [*writes, *index_writes, next_version(known.seen, holder_document(changed))]

    def _rectified(self, subject_id: str, values: Values) -> list[Write]:
        (seen,) = self.vault.documents.get([subject_path(subject_id)])
        return [*self.vault.rectify(seen, values)]

    def _with_trusted_contact(self, holder: Holder) -> Holder:
        """Give an account that has none a trusted contact: another person, with its own keys."""
        if holder.trusted_contact_id is not None:
            return holder
        subject_id = self.vault.new_subject_id()
        self.vault.key_store.create([subject_id])
        return replace(holder, trusted_contact_id=subject_id)
