"""Who holds an account: the only link from an account to persons; it lies in the vault (R-501)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.core.ids import AccountId


@dataclass(frozen=True, slots=True)
class Holder:
    """The persons of an account. `index_ids` are the index rows that lead to it.

    `announced` is false while a change of the person's data was not yet told to the partner.
    """

    account_id: AccountId
    correspondent: str
    subject_id: str
    trusted_contact_id: str | None
    notice_version: str
    index_ids: tuple[str, ...]
    created_at: datetime
    announced: bool = True

    @property
    def subject_ids(self) -> tuple[str, ...]:
        """Return all persons of the account."""
        return tuple(filter(None, (self.subject_id, self.trusted_contact_id)))


@dataclass(frozen=True, slots=True)
class Upload:
    """A document of an account's holder; its content lies encrypted in the object store.

    `sub_type` is the encrypted record of what the partner has called it.
    """

    document_id: str
    account_id: AccountId
    subject_id: str
    document_type: str
    mime_type: str
    object_name: str
    created_at: datetime
    sub_type: Mapping[str, Any] | None = None
