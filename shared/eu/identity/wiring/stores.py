"""Where the identity service keeps things: the one place where the vault's databases are named."""

from dataclasses import dataclass
from pathlib import Path

from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.objects import Objects
from shared.eu.events.wiring import recording
from shared.eu.vault.service.access_log import AccessLog
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.eu.vault.service.key_cache import KeyCache
from shared.eu.vault.service.key_store import KeyStore
from shared.eu.vault.service.subject_vault import SubjectVault
from shared.gcp.buckets import BucketObjects
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.objects import FolderObjects
from shared.gcp.settings import MissingSetting, Settings

VAULT = "vault"
VAULT_KEYS = "vault-keys"


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the identity service keeps things: the ledger, two databases, objects, and keys."""

    ledger: Documents
    vault: Documents
    vault_keys: Documents
    objects: Objects
    keys: CountedKeys


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault over its stores: persons' keys, the log of accesses, persons' fields."""

    key_store: KeyStore
    log: AccessLog
    subjects: SubjectVault


def stores(configured: Settings, service_account: str) -> Stores:
    """Return the stores of the cloud; `service_account` is who uses the keys.

    Raises MissingSetting.
    """
    return Stores(
        ledger=recording(configured),
        vault=_database(configured, VAULT),
        vault_keys=_database(configured, VAULT_KEYS),
        objects=_objects(configured),
        keys=CountedKeys(KmsKeys.of(configured, service_account)),
    )


def vault(kept: Stores, clock: Clock, entropy: Entropy) -> Vault:
    """Build the vault over any stores, in memory as well as in the cloud."""
    key_store = KeyStore(kept.vault_keys, kept.keys, entropy, KeyCache(clock))
    log = AccessLog(kept.vault, clock, entropy)
    return Vault(key_store, log, SubjectVault(kept.vault, key_store, log, clock, entropy))


def _objects(configured: Settings) -> Objects:
    if configured.objects_bucket is not None:
        return BucketObjects(configured.project, configured.objects_bucket, configured.storage_url)
    if configured.objects_folder is not None:
        return FolderObjects(Path(configured.objects_folder))
    raise MissingSetting("OBJECTS_BUCKET")


def _database(configured: Settings, name: str) -> FirestoreDocuments:
    return FirestoreDocuments(configured.project, name, configured.firestore_host, COUNTERS)
