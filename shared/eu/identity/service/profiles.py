"""Show accounts together with their holders, as far as it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account
from shared.eu.identity.model.document_views import owner_document_view
from shared.eu.identity.model.holder import Holder
from shared.eu.identity.model.views import (
    PERSON_BLOCKS,
    account_view,
    configuration_block,
    person_blocks,
)
from shared.eu.identity.paths import holder_of, holder_path
from shared.eu.identity.service.files import Files
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.subject_vault import SubjectVault

ACCOUNTS_PER_READ_MAX = 100


@dataclass(frozen=True, slots=True)
class Profiles:
    """Reads the holders of accounts."""

    vault: SubjectVault
    files: Files

    def views(
        self, accounts: Sequence[Account], entities: Sequence[str], reader: str
    ) -> list[dict[str, Any]]:
        """Return accounts with the blocks that `entities` names; the access is logged.

        Raises Refusal: subject_erased, processing_restricted; Unavailable.
        """
        shown = []
        for start in range(0, len(accounts), ACCOUNTS_PER_READ_MAX):
            some = accounts[start : start + ACCOUNTS_PER_READ_MAX]
            shown += self._views(some, entities, Access(reader, AccessPurpose.ACCOUNT_VIEW))
        return shown

    def _views(
        self, accounts: Sequence[Account], entities: Sequence[str], access: Access
    ) -> list[dict[str, Any]]:
        wanted = [entity for entity in entities if entity in PERSON_BLOCKS]
        persons = self._persons(accounts, wanted, access) if wanted else {}
        return [
            account_view(
                account,
                {
                    **persons.get(account.account_id, {}),
                    **self._documents(account.account_id, entities),
                    **configuration_block(account, entities),
                },
            )
            for account in accounts
        ]

    def _persons(
        self, accounts: Sequence[Account], entities: Sequence[str], access: Access
    ) -> dict[AccountId, dict[str, Any]]:
        holders = self._holders(accounts)
        subject_ids = [subject_id for h in holders for subject_id in h.subject_ids]
        values = self.vault.read(subject_ids, entities, access)
        return {
            holder.account_id: {
                block: fields
                for subject_id in holder.subject_ids
                for block, fields in person_blocks(values.get(subject_id, {}), entities).items()
            }
            for holder in holders
        }

    def _holders(self, accounts: Sequence[Account]) -> list[Holder]:
        found = self.vault.documents.get([holder_path(a.account_id) for a in accounts])
        return [holder_of(seen.path, seen.data) for seen in found if seen.data is not None]

    def _documents(self, account_id: AccountId, entities: Sequence[str]) -> dict[str, Any]:
        if "documents" not in entities:
            return {}
        uploads = self.files.of_account(account_id)
        return {"documents": [owner_document_view(u, self.files.sub_type(u)) for u in uploads]}
