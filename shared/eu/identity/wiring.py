"""Build the identity service from settings: the one place where the vault's databases are named."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.objects import Objects
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.accounts.service.closing import Closing
from shared.eu.accounts.service.configure import Configurator
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.identity.service.announcing import Announcing
from shared.eu.identity.service.bank_keeping import BankKeeping
from shared.eu.identity.service.banks import RecipientBanks
from shared.eu.identity.service.clearing import Clearing
from shared.eu.identity.service.directory import Directory
from shared.eu.identity.service.document_desk import DocumentDesk
from shared.eu.identity.service.files import Files
from shared.eu.identity.service.indexing import Indexing
from shared.eu.identity.service.keeping import Keeping
from shared.eu.identity.service.onboarding import Onboarding
from shared.eu.identity.service.profiles import Profiles
from shared.eu.identity.service.rectification import Rectification
from shared.eu.identity.service.reindexing import Reindexing
from shared.eu.identity.service.review import AutomaticReview, HumanReview, Review
from shared.eu.vault.service.access_log import AccessLog
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.eu.vault.service.key_cache import KeyCache
from shared.eu.vault.service.key_store import KeyStore
from shared.eu.vault.service.object_vault import ObjectVault
from shared.eu.vault.service.subject_vault import SubjectVault
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.objects import FolderObjects
from shared.gcp.settings import MissingSetting, Settings, settings

SERVICE_ACCOUNT = "fn-identity"
VAULT = "vault"
VAULT_KEYS = "vault-keys"
REVIEWS: dict[str, Review] = {"automatic": AutomaticReview(), "human": HumanReview()}


@dataclass(frozen=True, slots=True)
class IdentityServices:
    """What the identity function serves with."""

    authenticator: Authenticator
    access: AccountAccess
    onboarding: Onboarding
    profiles: Profiles
    directory: Directory
    rectification: Rectification
    document_desk: DocumentDesk
    banks: RecipientBanks
    bank_keeping: BankKeeping
    files: Files
    closing: Closing
    configurator: Configurator
    clearing: Clearing
    announcing: Announcing
    clock: Clock
    keys: CountedKeys


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the identity service keeps things: the ledger, two databases, objects, and keys."""

    ledger: Documents
    vault: Documents
    vault_keys: Documents
    objects: Objects
    keys: CountedKeys


@cache
def identity() -> IdentityServices:
    """Build the services of the identity function."""
    return build(settings())


def build(configured: Settings) -> IdentityServices:
    """Build the services over the drivers.

    Raises MissingSetting, KeyError for a review that there is none of.
    """
    if configured.objects_folder is None:
        raise MissingSetting("OBJECTS_FOLDER")
    stores = Stores(
        ledger=_database(configured, configured.database),
        vault=_database(configured, VAULT),
        vault_keys=_database(configured, VAULT_KEYS),
        objects=FolderObjects(Path(configured.objects_folder)),
        keys=CountedKeys(KmsKeys.of(configured, SERVICE_ACCOUNT)),
    )
    return over(stores, SystemClock(), SystemEntropy(), REVIEWS[configured.review])


def _database(configured: Settings, name: str) -> FirestoreDocuments:
    return FirestoreDocuments(configured.project, name, configured.firestore_host, COUNTERS)


def over(stores: Stores, clock: Clock, entropy: Entropy, review: Review) -> IdentityServices:
    """Build the services over any stores, in memory as well as in the cloud."""
    ledger, vault = stores.ledger, stores.vault
    key_store = KeyStore(stores.vault_keys, stores.keys, entropy, KeyCache(clock))
    log = AccessLog(vault, clock, entropy)
    subjects = SubjectVault(vault, key_store, log, clock, entropy)
    files = Files(vault, ObjectVault(stores.objects, key_store, log, entropy))
    indexing = Indexing(stores.keys)
    progress = AccountProgress(ledger, clock)
    clearing = Clearing(ledger, vault, key_store, files, clock)
    announcing = Announcing(vault, progress)
    bank_keeping = BankKeeping(ledger, subjects, clock)
    return IdentityServices(
        authenticator=Authenticator(CachedReader(ledger, clock, CACHE_TTL_MS)),
        access=AccountAccess(ledger),
        onboarding=Onboarding(
            ledger=ledger,
            claims=vault,
            keeping=Keeping(subjects, files, indexing, clock),
            clearing=clearing,
            indexing=indexing,
            review=review,
            clock=clock,
            entropy=entropy,
        ),
        profiles=Profiles(subjects, files),
        directory=Directory(ledger, vault, indexing),
        rectification=Rectification(
            subjects, Reindexing(vault, indexing, clock), announcing, clock
        ),
        document_desk=DocumentDesk(files, progress, review, clock, entropy),
        banks=RecipientBanks(ledger, subjects, bank_keeping, indexing, clock, entropy),
        bank_keeping=bank_keeping,
        files=files,
        closing=Closing(ledger, clock),
        configurator=Configurator(ledger, clock),
        clearing=clearing,
        announcing=announcing,
        clock=clock,
        keys=stores.keys,
    )
