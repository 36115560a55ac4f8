"""Build the services of the public identity function."""

from dataclasses import dataclass
from functools import cache

from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock, Entropy
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.accounts.service.closing import Closing
from shared.eu.accounts.service.configure import Configurator
from shared.eu.accounts.service.opening import ResidualCohort
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.deposit_returns import DepositReturnDesk
from shared.eu.funding.service.suspense import SuspenseDesk
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
from shared.eu.identity.service.payees import Payees
from shared.eu.identity.service.payers import Payers
from shared.eu.identity.service.profiles import Profiles
from shared.eu.identity.service.rectification import Rectification
from shared.eu.identity.service.reindexing import Reindexing
from shared.eu.identity.service.review import AutomaticReview, HumanReview, Review
from shared.eu.identity.service.statements import StatementDesk
from shared.eu.identity.wiring.stores import Stores, stores, vault
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.eu.vault.service.object_vault import ObjectVault
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import Settings, settings

SERVICE_ACCOUNT = "fn-identity"
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
    statements: StatementDesk
    clearing: Clearing
    announcing: Announcing
    clock: Clock
    keys: CountedKeys


@cache
def identity() -> IdentityServices:
    """Build the services of the identity function."""
    return build(settings())


def build(configured: Settings) -> IdentityServices:
    """Build the services over the drivers.

    Raises MissingSetting, KeyError for a review that there is none of.
    """
    kept = stores(configured, SERVICE_ACCOUNT)
    review = REVIEWS[configured.review]
    return over(kept, SystemClock(), SystemEntropy(), review, configured.omnibus_iban)


def over(
    kept: Stores, clock: Clock, entropy: Entropy, review: Review, omnibus_iban: str = ""
) -> IdentityServices:
    """Build the services over any stores, in memory as well as in the cloud."""
    ledger, claims = kept.ledger, kept.vault
    built = vault(kept, clock, entropy)
    key_store, log, subjects = built.key_store, built.log, built.subjects
    files = Files(claims, ObjectVault(kept.objects, key_store, log, entropy))
    indexing = Indexing(kept.keys)
    progress = AccountProgress(ledger, clock)
    clearing = Clearing(ledger, claims, key_store, files, clock)
    announcing = Announcing(claims, progress)
    bank_keeping = BankKeeping(ledger, subjects, clock)
    return IdentityServices(
        authenticator=Authenticator(CachedReader(ledger, clock, CACHE_TTL_MS)),
        access=AccountAccess(ledger),
        onboarding=Onboarding(
            ledger=ledger,
            claims=claims,
            keeping=Keeping(subjects, files, indexing, clock),
            clearing=clearing,
            indexing=indexing,
            cohorts=ResidualCohort(ledger, entropy),
            review=review,
            clock=clock,
            entropy=entropy,
        ),
        profiles=Profiles(subjects, files),
        directory=Directory(ledger, claims, indexing),
        rectification=Rectification(
            subjects, Reindexing(claims, indexing, clock), announcing, clock
        ),
        document_desk=DocumentDesk(files, progress, review, clock, entropy),
        banks=RecipientBanks(ledger, subjects, bank_keeping, indexing, clock, entropy),
        bank_keeping=bank_keeping,
        files=files,
        closing=Closing(ledger, clock),
        configurator=Configurator(ledger, clock),
        statements=StatementDesk(
            ledger=ledger,
            vault=claims,
            payers=Payers(subjects),
            payees=Payees(subjects),
            suspense=SuspenseDesk(ledger, clock, entropy),
            funding=FundingDesk(ledger, clock),
            returns=DepositReturnDesk(ledger, clock, entropy),
            clock=clock,
            omnibus_iban=omnibus_iban,
        ),
        clearing=clearing,
        announcing=announcing,
        clock=clock,
        keys=kept.keys,
    )
