"""The keys of persons: made once, wrapped by the key service, opened through a cache (R-601)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.core.clock import Entropy
from shared.core.documents import Delete, Documents, Snapshot, create
from shared.core.errors import CommitUnknown, Conflict, KeyRefused, Refusal, Unavailable
from shared.core.keys import Keys
from shared.eu.vault.model.data_key import (
    BLOCKED_KEK,
    VAULT_KEK,
    Purpose,
    WrappedKey,
    wrap_aad,
)
from shared.eu.vault.model.field_cipher import KEY_BYTES, DataKey
from shared.eu.vault.model.subject import KeyState
from shared.eu.vault.paths import (
    KeyRing,
    blocked_wrap_path,
    key_ring_document,
    key_ring_of,
    wrap_document,
    wraps_path,
)
from shared.eu.vault.service.key_cache import KeyCache

ATTEMPTS_MAX = 5
DEK_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeyStore:
    """The database `vault-keys`, the only place where wrapped keys lie (R-604)."""

    documents: Documents
    keys: Keys
    entropy: Entropy
    cache: KeyCache

    def create(self, subject_ids: Sequence[str]) -> None:
        """Give each of these persons its keys, unless it has them already.

        Raises Unavailable.
        """
        missing = list(subject_ids)
        for _ in range(ATTEMPTS_MAX):
            # Most persons are new: their keys are made without a look.
            made = {subject_id: self._make(subject_id) for subject_id in missing}
            writes = [create(wraps_path(each), document) for each, (document, _) in made.items()]
            try:
                self.documents.commit(writes)
            except (Conflict, CommitUnknown):
                found = self.documents.get([wraps_path(subject_id) for subject_id in missing])
                missing = [_subject_id(seen) for seen in found if not seen.exists]
                if not missing:
                    return
                continue
            self._keep((subject_id, opened) for subject_id, (_, opened) in made.items())
            return
        raise Unavailable

    def open(self, subject_id: str, purpose: Purpose) -> DataKey:
        """Return a person's key in clear.

        Raises Refusal: subject_erased, processing_restricted (R-125, R-210); Unavailable.
        """
        cached = self.cache.get(subject_id, purpose)
        if cached is not None:
            return cached
        (seen,) = self.documents.get([wraps_path(subject_id)])
        ring = key_ring_of(seen.data) if seen.data is not None else None
        if ring is None or ring.state is KeyState.SHREDDED:
            raise Refusal("subject_erased")
        if ring.state is not KeyState.ACTIVE:
            raise Refusal("processing_restricted")
        key = self._unwrap(subject_id, purpose, ring.keys[purpose])
        self.cache.put(subject_id, purpose, key)
        return key

    def destroy(self, subject_ids: Sequence[str]) -> None:
        """Delete the keys of persons: nothing that they encrypt can be read again.

        Raises Conflict, CommitUnknown, Unavailable.
        """
        found = self.documents.get([wraps_path(subject_id) for subject_id in subject_ids])
        self.documents.commit([Delete(seen.path, seen.token) for seen in found if seen.exists])
        for subject_id in subject_ids:
            self.cache.drop(subject_id)

    def blocked_key(self, subject_id: str) -> DataKey:
        """Return a new key that this service cannot open again (R-210).

        Its wrap is written before it is used, so that what it encrypts can be released.
        """
        key = self._new_key()
        wrapped = self._wrap(subject_id, Purpose.PERSONAL, key, BLOCKED_KEK)
        document = {"subject_id": subject_id, **wrap_document(wrapped)}
        self.documents.commit([create(blocked_wrap_path(key.dek_id), document)])
        return key

    def _make(self, subject_id: str) -> tuple[dict[str, Any], dict[Purpose, DataKey]]:
        opened = {purpose: self._new_key() for purpose in Purpose}
        wrapped = {
            purpose: self._wrap(subject_id, purpose, key, VAULT_KEK)
            for purpose, key in opened.items()
        }
        return key_ring_document(KeyRing(KeyState.ACTIVE, wrapped)), opened

    def _new_key(self) -> DataKey:
        secret = bytes.fromhex(self.entropy.token_hex(KEY_BYTES))
        return DataKey(self.entropy.token_hex(DEK_ID_BYTES), secret)

    def _wrap(self, subject_id: str, purpose: Purpose, key: DataKey, kek: str) -> WrappedKey:
        aad = wrap_aad(subject_id, key.dek_id, purpose)
        return WrappedKey(key.dek_id, kek, self.keys.encrypt(kek, key.secret, aad))

    def _unwrap(self, subject_id: str, purpose: Purpose, wrapped: WrappedKey) -> DataKey:
        aad = wrap_aad(subject_id, wrapped.dek_id, purpose)
        try:
            secret = self.keys.decrypt(wrapped.kek, wrapped.ciphertext, aad)
        except KeyRefused:
            raise Refusal("processing_restricted") from None
        return DataKey(wrapped.dek_id, secret)

    def _keep(self, made: Iterable[tuple[str, dict[Purpose, DataKey]]]) -> None:
        for subject_id, opened in made:
            for purpose, key in opened.items():
                self.cache.put(subject_id, purpose, key)


def _subject_id(seen: Snapshot) -> str:
    return seen.path.partition("/")[2]
