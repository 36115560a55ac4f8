"""Where the vault's documents lie: persons in database `vault`, wrapped keys in `vault-keys`.

A path of the register, `contact.email_address`, is a collection and a field of a person.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.core.documents import Data
from shared.eu.vault.model.data_key import Purpose, WrappedKey, WrappedKeys
from shared.eu.vault.model.field_cipher import Place, Record
from shared.eu.vault.model.subject import KeyState

SUBJECTS = "subjects"
RECTIFIED = "rectified"
ACCESSES = "accesses"
WRAPS = "wraps"
BLOCKED_WRAPS = "blocked_wraps"

Records = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """A person's wrapped keys and what may be done with them."""

    state: KeyState
    keys: WrappedKeys


def subject_path(subject_id: str) -> str:
    """Return the path of a person, in `vault`."""
    return f"{SUBJECTS}/{subject_id}"


def wraps_path(subject_id: str) -> str:
    """Return the path of a person's wrapped keys, in `vault-keys`."""
    return f"{WRAPS}/{subject_id}"


def blocked_wrap_path(dek_id: str) -> str:
    """Return the path of a key that this service can no longer unwrap, in `vault-keys`."""
    return f"{BLOCKED_WRAPS}/{dek_id}"


def place_of(subject_id: str, path: str, item_id: str = "") -> Place:
    """Return the place of a field that the register names; `item_id` is of what has the field.

    A person has its fields itself, without an item.
    """
    collection, _, name = path.partition(".")
    return Place(subject_id, collection, f"{item_id}.{name}" if item_id else name)


def subject_document(records: Records) -> dict[str, Any]:
    """Render a person as a document of encrypted fields, by collection."""
    fields: dict[str, dict[str, Any]] = {}
    for path, record in records.items():
        collection, _, name = path.partition(".")
        fields.setdefault(collection, {})[name] = dict(record)
    return {"fields": fields}


def records_of(data: Data) -> dict[str, Record]:
    """Read a person's encrypted fields by their path."""
    return {
        f"{collection}.{name}": record
        for collection, fields in data["fields"].items()
        for name, record in fields.items()
    }


def key_ring_document(ring: KeyRing) -> dict[str, Any]:
    """Render a person's wrapped keys as a document."""
    return {
        "state": ring.state.value,
        "keys": {purpose.value: wrap_document(wrapped) for purpose, wrapped in ring.keys.items()},
    }


def key_ring_of(data: Data) -> KeyRing:
    """Read a person's wrapped keys."""
    keys = {
        Purpose(purpose): WrappedKey(k["dek_id"], k["kek"], b64decode(k["ciphertext"]))
        for purpose, k in data["keys"].items()
    }
    return KeyRing(KeyState(data["state"]), keys)


def wrap_document(wrapped: WrappedKey) -> dict[str, Any]:
    """Render one wrapped key."""
    return {
        "dek_id": wrapped.dek_id,
        "kek": wrapped.kek,
        "ciphertext": b64encode(wrapped.ciphertext).decode(),
    }
