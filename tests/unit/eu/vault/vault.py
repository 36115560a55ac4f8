"""A vault over the twins, its two databases and its key service at hand."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.eu.vault.model.pii import Pii
from shared.eu.vault.paths import subject_path
from shared.eu.vault.service.access_log import Access, AccessLog, AccessPurpose
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.eu.vault.service.key_cache import KeyCache
from shared.eu.vault.service.key_store import KeyStore
from shared.eu.vault.service.subject_vault import SubjectVault, Values
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VIEW = Access("ACME", AccessPurpose.ACCOUNT_VIEW)
COLLECTIONS = ("contact", "identity", "disclosures")
ANA: Values = {
    "contact.email_address": Pii("ana@example.org"),
    "contact.street_address": Pii(["Calle Mayor 1", "2 B"]),
    "identity.family_name": Pii("Garcia"),
    "disclosures.is_politically_exposed": Pii(False),
}


@dataclass
class Vault:
    """A new instance of the service over databases that may be older than it."""

    vault: MemoryDocuments = field(default_factory=MemoryDocuments)
    vault_keys: MemoryDocuments = field(default_factory=MemoryDocuments)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("vault"))
    keys: CountedKeys = field(default_factory=lambda: CountedKeys(MemoryKeys("vault")))
    service: SubjectVault = field(init=False)

    def __post_init__(self) -> None:
        key_store = KeyStore(self.vault_keys, self.keys, self.entropy, KeyCache(self.clock))
        log = AccessLog(self.vault, self.clock, self.entropy)
        self.service = SubjectVault(self.vault, key_store, log, self.clock, self.entropy)

    def instance(self) -> "Vault":
        """Return another instance over the same databases and keys."""
        return Vault(self.vault, self.vault_keys, self.clock, self.entropy, self.keys)

    def new_subject(self, values: Values = ANA) -> str:
        """Keep a new person and return its id."""
        subject_id = self.service.new_subject_id()
        self.service.key_store.create([subject_id])
        (seen,) = self.vault.get([subject_path(subject_id)])
        self.vault.commit([self.service.put(seen, values)])
        return subject_id

    def read(self, subject_id: str) -> dict[str, object]:
        """Return a person's values in clear."""
        (found,) = self.service.read([subject_id], COLLECTIONS, VIEW).values()
        return {path: value.reveal() for path, value in found.items()}

    def dump(self) -> str:
        """Return everything in both databases as one text."""
        documents = [*self.documents(self.vault), *self.documents(self.vault_keys)]
        return json.dumps(documents, ensure_ascii=False)

    @staticmethod
    def documents(database: MemoryDocuments) -> list[object]:
        """Return every document of a database with its path."""
        return [
            [snapshot.path, dict(snapshot.data or {})]
            for collection in list(database._collections)
            for snapshot in database.query(collection, limit=10_000)
        ]
