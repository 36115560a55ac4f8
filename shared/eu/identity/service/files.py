"""Documents of account holders: encrypted into the object store, described in the vault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.core.documents import Condition, Documents, Write, create
from shared.core.errors import Refusal
from shared.core.ids import AccountId, derive
from shared.eu.identity.model.holder import Upload
from shared.eu.identity.model.owner_document import DOCUMENTS_MAX, OwnerDocument
from shared.eu.identity.paths import UPLOADS, upload_document, upload_of, upload_path
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.service.access_log import Access
from shared.eu.vault.service.object_vault import ObjectVault

UPLOADS_MAX = 500


@dataclass(frozen=True, slots=True)
class Files:
    """The documents of accounts."""

    documents: Documents
    objects: ObjectVault

    def store(
        self,
        account_id: AccountId,
        subject_id: str,
        contents: Sequence[OwnerDocument],
        document_ids: Sequence[str],
        now: datetime,
    ) -> list[Upload]:
        """Write contents to the object store and return their descriptions, to be committed."""
        uploads = []
        for document_id, content in zip(document_ids, contents, strict=False):
            name = object_name(subject_id, document_id)
            self.objects.put(name, subject_id, document_id, content.content)
            uploads.append(
                Upload(
                    document_id=document_id,
                    account_id=account_id,
                    subject_id=subject_id,
                    document_type=content.document_type,
                    mime_type=content.mime_type,
                    object_name=name,
                    created_at=now,
                    sub_type=self._sealed_sub_type(subject_id, document_id, content.sub_type),
                )
            )
        return uploads

    def of_account(self, account_id: AccountId) -> list[Upload]:
        """Return an account's documents, the oldest first."""
        own = [Condition("account_id", "==", account_id)]
        found = self.documents.query(UPLOADS, own, limit=UPLOADS_MAX)
        uploads = [upload_of(seen.path, seen.data) for seen in found if seen.data is not None]
        return sorted(uploads, key=lambda upload: (upload.created_at, upload.document_id))

    def one(self, account_id: AccountId, document_id: str) -> Upload:
        """Return one document of an account.

        Raises Refusal `not_found`.
        """
        try:
            (seen,) = self.documents.get([upload_path(document_id)])
        except ValueError:
            raise Refusal("not_found") from None
        if seen.data is None or seen.data["account_id"] != account_id:
            raise Refusal("not_found")
        return upload_of(seen.path, seen.data)

    def content(self, upload: Upload, access: Access) -> Pii[bytes]:
        """Return a document's content, after the access was logged.

        Raises Refusal: subject_erased, processing_restricted; Unavailable.
        """
        return self.objects.get(upload.object_name, upload.subject_id, upload.document_id, access)

    def sub_type(self, upload: Upload) -> Pii[str] | None:
        """Return what a partner has called a document."""
        if upload.sub_type is None:
            return None
        return self.objects.opened_note(upload.subject_id, upload.document_id, upload.sub_type)

    def _sealed_sub_type(
        self, subject_id: str, document_id: str, sub_type: Pii[str] | None
    ) -> dict[str, Any] | None:
        if sub_type is None:
            return None
        return self.objects.sealed_note(subject_id, document_id, sub_type)


def object_name(subject_id: str, document_id: str) -> str:
    """Return a document's name: it follows from its person, whose id stays in the vault."""
    return "documents/" + derive("object", subject_id, document_id)


def application_document_ids(subject_id: str) -> list[str]:
    """Return the ids of the documents that an application may have.

    They follow from its person, so that a repeated attempt writes the same objects.
    """
    return [derive("document", subject_id, str(number)) for number in range(DOCUMENTS_MAX)]


def upload_writes(uploads: Sequence[Upload]) -> list[Write]:
    """Build the writes that describe new documents."""
    return [create(upload_path(u.document_id), upload_document(u)) for u in uploads]
