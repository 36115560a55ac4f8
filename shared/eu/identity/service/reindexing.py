"""Move an account's index rows from old values of its holder to new ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.core.clock import Clock
from shared.core.documents import Delete, Documents, Write, create
from shared.core.errors import Conflict, Refusal
from shared.eu.identity.model.claim import Claim, ClaimState
from shared.eu.identity.model.holder import Holder
from shared.eu.identity.paths import (
    claim_document,
    claim_of,
    claim_path,
    index_document,
    index_path,
)
from shared.eu.identity.service.indexing import Indexing
from shared.eu.vault.model.pii import Pii

EMAIL = "contact.email_address"
SHARED_PATHS = ("contact.phone_number", "identity.tax_id", "identity.country_of_tax_residence")

Values = Mapping[str, Pii[Any]]


@dataclass(frozen=True, slots=True)
class Reindexing:
    """Keeps indexes true."""

    vault: Documents
    indexing: Indexing
    clock: Clock

    def writes(
        self, holder: Holder, owner: Values, changes: Values
    ) -> tuple[tuple[str, ...], list[Write]]:
        """Return the ids of an account's index rows after a change, and the writes to them.

        Raises Refusal: duplicate_email; contention while the address is being claimed.
        """
        kept = list(holder.index_ids)
        writes: list[Write] = []
        if EMAIL in changes:
            writes += self._moved_claim(holder, owner[EMAIL], changes[EMAIL], kept)
        if any(path in changes for path in SHARED_PATHS):
            writes += self._moved_rows(holder, owner, {**owner, **changes}, kept)
        return tuple(kept), writes

    def _moved_claim(
        self, holder: Holder, old: Pii[str], new: Pii[str], kept: list[str]
    ) -> list[Write]:
        was, becomes = (
            self.indexing.email(holder.correspondent, address.reveal()) for address in (old, new)
        )
        if was == becomes:
            return []
        was_seen, taken = self.vault.get([claim_path(was), claim_path(becomes)])
        if taken.data is not None:
            confirmed = claim_of(taken.data).state is ClaimState.CONFIRMED
            raise Refusal("duplicate_email", EMAIL) if confirmed else Refusal("contention")
        if was not in kept or not was_seen.exists:
            raise Conflict
        kept[kept.index(was)] = becomes
        claim = Claim(
            correspondent=holder.correspondent,
            state=ClaimState.CONFIRMED,
            account_id=holder.account_id,
            subject_id=holder.subject_id,
            trusted_contact_id=holder.trusted_contact_id or "",
            fingerprint="",
            since=self.clock.now(),
        )
        return [
            create(taken.path, claim_document(claim)),
            Delete(was_seen.path, was_seen.token),
        ]

    def _moved_rows(
        self, holder: Holder, owner: Values, after: Values, kept: list[str]
    ) -> list[Write]:
        account_id, correspondent = holder.account_id, holder.correspondent
        was = set(self.indexing.shared_lookups(correspondent, owner).values())
        becomes = set(self.indexing.shared_lookups(correspondent, after).values())
        gone, new = sorted(was - becomes), sorted(becomes - was)
        seen = self.vault.get([index_path(lookup, account_id) for lookup in gone])
        kept[:] = [
            index_id for index_id in kept if index_id.removesuffix(f":{account_id}") not in gone
        ]
        kept += [f"{lookup}:{account_id}" for lookup in new]
        created = [
            create(index_path(lookup, account_id), index_document(lookup, account_id))
            for lookup in new
        ]
        return [*created, *(Delete(row.path, row.token) for row in seen if row.exists)]
