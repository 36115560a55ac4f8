"""Documents of persons in the object store: under random names, encrypted for their person."""

from dataclasses import dataclass
from typing import Any

from shared.core.clock import Entropy
from shared.core.errors import Refusal
from shared.core.objects import Objects
from shared.eu.vault.model.data_key import Purpose
from shared.eu.vault.model.field_cipher import NONCE_BYTES, Place, Record, seal, unseal
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.sealed_object import PREFIX_BYTES, seal_object, unseal_object
from shared.eu.vault.service.access_log import Access, AccessLog
from shared.eu.vault.service.key_store import KeyStore

COLLECTION = "documents"


@dataclass(frozen=True, slots=True)
class ObjectVault:
    """Keeps documents under the second key of their person, as class S asks."""

    objects: Objects
    key_store: KeyStore
    access_log: AccessLog
    entropy: Entropy

    def put(self, name: str, subject_id: str, document_id: str, content: Pii[bytes]) -> None:
        """Encrypt and write a document; repeating it changes nothing that can be read.

        Raises Refusal where the person's keys are out of use, Unavailable.
        """
        key = self.key_store.open(subject_id, Purpose.SENSITIVE)
        prefix = bytes.fromhex(self.entropy.token_hex(PREFIX_BYTES))
        place = Place(subject_id, COLLECTION, document_id)
        self.objects.put(name, seal_object(key, place, content.reveal(), prefix))

    def get(self, name: str, subject_id: str, document_id: str, access: Access) -> Pii[bytes]:
        """Log the access, then read and decrypt a document.

        Raises Refusal: subject_erased, also where the object is gone; processing_restricted.
        """
        self.access_log.record(access, {subject_id: [COLLECTION]})
        key = self.key_store.open(subject_id, Purpose.SENSITIVE)
        sealed = self.objects.get(name)
        if sealed is None:
            raise Refusal("subject_erased")
        return Pii(unseal_object(key, Place(subject_id, COLLECTION, document_id), sealed))

    def sealed_note(self, subject_id: str, document_id: str, note: Pii[str]) -> dict[str, Any]:
        """Encrypt a short text that belongs to a document."""
        key = self.key_store.open(subject_id, Purpose.PERSONAL)
        nonce = bytes.fromhex(self.entropy.token_hex(NONCE_BYTES))
        return seal(key, _note_place(subject_id, document_id), note.reveal().encode(), nonce)

    def opened_note(self, subject_id: str, document_id: str, record: Record) -> Pii[str]:
        """Decrypt what `sealed_note` made.

        Raises Refusal: subject_erased, processing_restricted.
        """
        key = self.key_store.open(subject_id, Purpose.PERSONAL)
        return Pii(unseal(key, _note_place(subject_id, document_id), record).decode())

    def delete(self, name: str) -> None:
        """Remove a document."""
        self.objects.delete(name)


def _note_place(subject_id: str, document_id: str) -> Place:
    return Place(subject_id, COLLECTION, f"{document_id}.note")
