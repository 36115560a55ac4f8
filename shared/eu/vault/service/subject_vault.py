"""Keep and give out the personal values of persons (D15): the one way to their plain text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.core.clock import Clock, Entropy, rfc3339
from shared.core.documents import Create, Documents, Replace, Snapshot, create, save
from shared.core.ids import random_uuid
from shared.eu.vault.model.field_cipher import NONCE_BYTES, DataKey, Record, seal, unseal
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.registry import NOT_COLLECTED, Unregistered, entry
from shared.eu.vault.paths import (
    RECTIFIED,
    place_of,
    records_of,
    subject_document,
    subject_path,
)
from shared.eu.vault.service.access_log import Access, AccessLog
from shared.eu.vault.service.key_store import KeyStore

Values = Mapping[str, Pii[Any]]
"""Personal values by their path in the register."""


@dataclass(frozen=True, slots=True)
class SubjectVault:
    """The database `vault`; its documents are useless without `vault-keys`."""

    documents: Documents
    key_store: KeyStore
    access_log: AccessLog
    clock: Clock
    entropy: Entropy

    def new_subject_id(self) -> str:
        """Return an id for a person who is new; it is random and says nothing."""
        return random_uuid(self.entropy.token_hex(16))

    def put(self, seen: Snapshot, values: Values) -> Create | Replace:
        """Build the write that adds values to a person, or replaces those of the same paths.

        The person needs keys (`key_store.create`). Raises Unregistered for a path that may not be
        stored, Refusal where the person's keys are out of use.
        """
        subject_id = _subject_id(seen)
        sealed = {p: self._sealed(subject_id, p, value) for p, value in values.items()}
        return save(seen, subject_document(_records(seen) | sealed))

    def rectify(
        self, seen: Snapshot, values: Values, removed: Sequence[str] = ()
    ) -> list[Create | Replace]:
        """Build the writes that correct a person; the old values are blocked, not lost (R-115).

        They are encrypted under a key that only the legal release can open.
        """
        subject_id = _subject_id(seen)
        records = _records(seen)
        changed = [path for path in (*values, *removed) if path in records]
        writes = []
        if changed:
            old = {path: self._opened(subject_id, path, records[path]) for path in changed}
            writes.append(self.blocked(subject_id, old))
        kept = {path: record for path, record in records.items() if path not in removed}
        kept |= {p: self._sealed(subject_id, p, value) for p, value in values.items()}
        return [*writes, save(seen, subject_document(kept))]

    def read(
        self, subject_ids: Sequence[str], collections: Sequence[str], access: Access
    ) -> dict[str, dict[str, Pii[Any]]]:
        """Return the values of some collections by person; who is not there is left out.

        Raises Refusal: subject_erased, processing_restricted; Unavailable.
        """
        if not subject_ids or not collections:
            return {}
        found = self.documents.get([subject_path(subject_id) for subject_id in subject_ids])
        wanted = {
            _subject_id(seen): _within(records_of(seen.data), collections)
            for seen in found
            if seen.data is not None
        }
        logged = {
            subject_id: [path.partition(".")[0] for path in records]
            for subject_id, records in wanted.items()
        }
        self.access_log.record(access, logged)
        return {
            subject_id: {path: self._opened(subject_id, path, r) for path, r in records.items()}
            for subject_id, records in wanted.items()
        }

    def blocked(self, subject_id: str, values: Values) -> Create:
        """Build the write that keeps values for the legal release alone (R-210)."""
        key = self.key_store.blocked_key(subject_id)
        blocked = {path: self._sealed(subject_id, path, v, key) for path, v in values.items()}
        path = f"{RECTIFIED}/{random_uuid(self.entropy.token_hex(16))}"
        facts = {"subject_id": subject_id, "at": rfc3339(self.clock.now())}
        return create(path, {**facts, **subject_document(blocked)})

    def sealed_item(self, subject_id: str, item_id: str, values: Values) -> dict[str, Record]:
        """Encrypt the values of one thing of which a person may have several, such as a bank.

        Raises Unregistered, Refusal where the person's keys are out of use.
        """
        return {
            path: self._sealed(subject_id, path, value, item_id=item_id)
            for path, value in values.items()
        }

    def opened_item(
        self, subject_id: str, item_id: str, records: Mapping[str, Record]
    ) -> dict[str, Pii[Any]]:
        """Decrypt what `sealed_item` made; whoever shows it to somebody logs the access first.

        Raises Refusal: subject_erased, processing_restricted.
        """
        return {path: self._opened(subject_id, path, r, item_id) for path, r in records.items()}

    def _sealed(
        self,
        subject_id: str,
        path: str,
        value: Pii[Any],
        key: DataKey | None = None,
        item_id: str = "",
    ) -> dict[str, Any]:
        registered = entry(path)
        if registered.retention == NOT_COLLECTED:
            raise Unregistered
        text = value.reveal() if registered.form == "text" else _json(value.reveal())
        key = key or self.key_store.open(subject_id, registered.key_purpose)
        nonce = bytes.fromhex(self.entropy.token_hex(NONCE_BYTES))
        return seal(key, place_of(subject_id, path, item_id), text.encode(), nonce)

    def _opened(self, subject_id: str, path: str, record: Record, item_id: str = "") -> Pii[Any]:
        registered = entry(path)
        key = self.key_store.open(subject_id, registered.key_purpose)
        text = unseal(key, place_of(subject_id, path, item_id), record).decode()
        return Pii(text if registered.form == "text" else json.loads(text))


def _subject_id(seen: Snapshot) -> str:
    return seen.path.partition("/")[2]


def _records(seen: Snapshot) -> dict[str, Record]:
    return records_of(seen.data) if seen.data is not None else {}


def _within(records: Mapping[str, Record], collections: Sequence[str]) -> dict[str, Record]:
    return {p: record for p, record in records.items() if p.partition(".")[0] in collections}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
