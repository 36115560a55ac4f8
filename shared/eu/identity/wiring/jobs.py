"""Build the sweepers of the identity service: what a crash has left half done, they end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from shared.core.clock import Clock, Entropy
from shared.eu.accounts.service.progress import AccountProgress
from shared.eu.funding.service.suspense import SuspenseDesk
from shared.eu.funding.service.withdrawals import WithdrawalDesk
from shared.eu.identity.service.announcing import Announcing
from shared.eu.identity.service.bank_keeping import BankKeeping
from shared.eu.identity.service.clearing import Clearing
from shared.eu.identity.service.deposit_returns import DepositReturns
from shared.eu.identity.service.files import Files
from shared.eu.identity.service.payees import Payees
from shared.eu.identity.service.payers import Payers
from shared.eu.identity.service.payment_bank import PaymentBank
from shared.eu.identity.service.payouts import Payouts
from shared.eu.identity.service.simulated_bank import SimulatedBank
from shared.eu.identity.service.teller import Teller
from shared.eu.identity.wiring.stores import Stores, Vault, stores, vault
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
    """The sweepers, by the name they are logged under; `payments` are those of the payments' tick.

    Without a bank there are none: withdrawals wait.
    """

    sweepers: Mapping[str, Sweeper]
    payments: Mapping[str, Sweeper] = field(default_factory=dict)


@cache
def identity_jobs() -> IdentityJobs:
    """Build the sweepers over the drivers.

    Raises MissingSetting.
    """
    configured = settings()
    kept = stores(configured, SERVICE_ACCOUNT)
    return over(kept, SystemClock(), SystemEntropy(), configured.bank, configured.omnibus_iban)


def over(
    kept: Stores, clock: Clock, entropy: Entropy, bank: str, omnibus_iban: str = ""
) -> IdentityJobs:
    """Build the sweepers over any stores, in memory as well as in the cloud.

    Raises KeyError for a bank that there is no driver of.
    """
    built = vault(kept, clock, entropy)
    banks: Mapping[str, Callable[[], PaymentBank | None]] = {
        "none": lambda: None,
        "simulated": lambda: SimulatedBank(kept.vault, clock),
    }
    payment_bank = banks[bank]()
    files = Files(kept.vault, ObjectVault(kept.objects, built.key_store, built.log, entropy))
    return IdentityJobs(
        {
            "openings": Clearing(kept.ledger, kept.vault, built.key_store, files, clock),
            "updates": Announcing(kept.vault, AccountProgress(kept.ledger, clock)),
            "banks": BankKeeping(kept.ledger, built.subjects, clock),
        },
        _payments(kept, built, clock, entropy, payment_bank, omnibus_iban) if payment_bank else {},
    )


def _payments(
    kept: Stores,
    built: Vault,
    clock: Clock,
    entropy: Entropy,
    bank: PaymentBank,
    omnibus_iban: str,
) -> Mapping[str, Sweeper]:
    teller = Teller(bank, clock, omnibus_iban)
    suspense = SuspenseDesk(kept.ledger, clock, entropy)
    returns = DepositReturns(suspense, Payers(built.subjects), teller, clock)
    withdrawals = WithdrawalDesk(kept.ledger, clock, entropy)
    return {"payouts": Payouts(withdrawals, Payees(built.subjects), returns, bank, teller)}
