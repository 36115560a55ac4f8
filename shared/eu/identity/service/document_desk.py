"""Take documents for an account's holder; those that were asked for move its application on."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import random_uuid
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.life import LifeEvent
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.identity.model.document_views import may_download
from shared.eu.identity.model.holder import Upload
from shared.eu.identity.model.owner_document import OwnerDocument
from shared.eu.identity.paths import holder_of, holder_path
from shared.eu.identity.service.files import UPLOADS_MAX, Files, upload_writes
from shared.eu.identity.service.review import Review
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.service.access_log import Access, AccessPurpose

ATTEMPTS_MAX = 3


@dataclass(frozen=True, slots=True)
class DocumentDesk:
    """Uploads and downloads."""

    files: Files
    progress: AccountProgress
    review: Review
    clock: Clock
    entropy: Entropy

    def upload(self, account: Account, documents: Sequence[OwnerDocument]) -> None:
        """Keep documents, and resume an application that was waiting for them.

        Raises Refusal: account_restricted, not_found without a holder, invalid_field for too many;
        Unavailable.
        """
        if account.state in (AccountState.ACCOUNT_CLOSED, AccountState.REJECTED):
            raise Refusal("account_restricted")
        (seen,) = self.files.documents.get([holder_path(account.account_id)])
        if seen.data is None:
            raise Refusal("not_found")
        if len(self.files.of_account(account.account_id)) + len(documents) > UPLOADS_MAX:
            raise Refusal("invalid_field", "documents")
        subject_id = holder_of(seen.path, seen.data).subject_id
        ids = [random_uuid(self.entropy.token_hex(16)) for _ in documents]
        now = self.clock.now()
        self._describe(self.files.store(account.account_id, subject_id, documents, ids, now))
        steps = (LifeEvent.RESUBMIT, *self.review.of_documents())
        self.progress.advance(
            account.account_id, AccountState.ACTION_REQUIRED, steps, f"documents:{ids[0]}"
        )

    def download(
        self, account: Account, document_id: str, reader: str
    ) -> tuple[Upload, Pii[bytes]]:
        """Return a document with its content; the access is logged.

        Raises Refusal: not_found; forbidden for what partners may not see; subject_erased.
        """
        upload = self.files.one(account.account_id, document_id)
        if not may_download(upload):
            raise Refusal("forbidden")
        access = Access(reader, AccessPurpose.DOCUMENT_DOWNLOAD)
        return upload, self.files.content(upload, access)

    def _describe(self, uploads: Sequence[Upload]) -> None:
        for _ in range(ATTEMPTS_MAX):
            try:
                return self.files.documents.commit(upload_writes(uploads))
            except CommitUnknown:
                continue
            except Conflict:
                return  # the ids are random: an earlier attempt has landed
        raise Refusal("contention")
