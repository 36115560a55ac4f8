"""Build the sweepers of the identity service: what a crash has left half done, they end."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from shared.core.clock import Clock, Entropy
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.identity.service.announcing import Announcing
from shared.eu.identity.service.bank_keeping import BankKeeping
from shared.eu.identity.service.clearing import Clearing
from shared.eu.identity.service.files import Files
from shared.eu.identity.wiring.stores import Stores, stores, vault
from shared.eu.vault.service.object_vault import ObjectVault
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import settings

SERVICE_ACCOUNT = "fn-identity-jobs"


class Sweeper(Protocol):
    """Ends what was left half done."""

    def sweep(self) -> int:
        """Return how much that was.

        Raises Unavailable.
        """
        ...


@dataclass(frozen=True, slots=True)
class IdentityJobs:
    """The sweepers, by the name they are logged under."""

    sweepers: Mapping[str, Sweeper]


@cache
def identity_jobs() -> IdentityJobs:
    """Build the sweepers over the drivers.

    Raises MissingSetting.
    """
    return over(stores(settings(), SERVICE_ACCOUNT), SystemClock(), SystemEntropy())


def over(kept: Stores, clock: Clock, entropy: Entropy) -> IdentityJobs:
    """Build the sweepers over any stores, in memory as well as in the cloud."""
    built = vault(kept, clock, entropy)
    files = Files(kept.vault, ObjectVault(kept.objects, built.key_store, built.log, entropy))
    return IdentityJobs(
        {
            "openings": Clearing(kept.ledger, kept.vault, built.key_store, files, clock),
            "updates": Announcing(kept.vault, AccountProgress(kept.ledger, clock)),
            "banks": BankKeeping(kept.ledger, built.subjects, clock),
        }
    )
