"""Who read whose personal data, and what for: written before the reader gets anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.core.clock import Clock, Entropy, rfc3339
from shared.core.documents import Documents, create
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.ids import random_uuid
from shared.eu.vault.paths import ACCESSES

ATTEMPTS_MAX = 3


class AccessPurpose(StrEnum):
    """What personal data are read for."""

    ACCOUNT_VIEW = "ACCOUNT_VIEW"
    ACCOUNT_UPDATE = "ACCOUNT_UPDATE"
    BANK_VIEW = "BANK_VIEW"
    DOCUMENT_DOWNLOAD = "DOCUMENT_DOWNLOAD"
    PAYMENT = "PAYMENT"


@dataclass(frozen=True, slots=True)
class Access:
    """A reader, by its correspondent code, and its purpose."""

    reader: str
    purpose: AccessPurpose


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Entries in the vault's own database; they name collections, never values."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def record(self, access: Access, read: Mapping[str, Sequence[str]]) -> None:
        """Record which collections of which persons are read.

        Raises Unavailable: then nothing may be given out.
        """
        at = rfc3339(self.clock.now())
        writes = [
            create(
                f"{ACCESSES}/{random_uuid(self.entropy.token_hex(16))}",
                {
                    "subject_id": subject_id,
                    "reader": access.reader,
                    "purpose": access.purpose.value,
                    "collections": sorted(set(collections)),
                    "at": at,
                },
            )
            for subject_id, collections in read.items()
        ]
        for _ in range(ATTEMPTS_MAX):
            try:
                return self.documents.commit(writes)
            except CommitUnknown:
                continue
            except Conflict:
                return  # the ids are random: an earlier attempt has landed
        raise Unavailable
