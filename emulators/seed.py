"""Seed the sandbox: two partners with keys, and active accounts funded by real postings (P1)."""

from dataclasses import dataclass, field
from typing import Any

from shared.core.canonical import CHAIN_START
from shared.core.clock import Clock, Entropy
from shared.core.documents import Create, Documents, create
from shared.core.errors import Conflict
from shared.core.ids import AccountId, CohortId, derive, random_uuid
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_document, account_path
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk

ACCOUNTS_PER_PARTNER = 4
DEPOSIT_CENTS = 10_000_000
_NAMES = (("Banco Ejemplo", "BEJE"), ("Muster Invest", "MUST"))


@dataclass(frozen=True, slots=True)
class Partner:
    """A seeded partner; its secrets exist in the sandbox's memory and `state.json` alone."""

    name: str
    correspondent: str
    api_key: str
    api_secret: str = field(repr=False)
    accounts: list[str]
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)

    def as_state(self) -> dict[str, Any]:
        """Return the partner as `state.json` shows it."""
        return {
            "name": self.name,
            "correspondent": self.correspondent,
            "api_key": self.api_key,
            "api_secret": self.api_secret,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "accounts": self.accounts,
        }


def new_partners(
    entropy: Entropy, accounts_per_partner: int = ACCOUNTS_PER_PARTNER
) -> list[Partner]:
    """Draw partners with random keys and account ids."""
    return [
        Partner(
            name=name,
            correspondent=correspondent,
            api_key="CK" + entropy.token_hex(9).upper(),
            api_secret=entropy.token_hex(32),
            accounts=[random_uuid(entropy.token_hex(16)) for _ in range(accounts_per_partner)],
        )
        for name, correspondent in _NAMES
    ]


def seed(
    documents: Documents,
    partners: list[Partner],
    clock: Clock,
    entropy: Entropy,
    deposit_cents: int = DEPOSIT_CENTS,
) -> None:
    """Write partners, credentials and funded accounts; what is there already stays as it is."""
    cohort = _residual_cohort(documents, entropy)
    desk = FundingDesk(documents, clock)
    for partner in partners:
        _create(documents, _credential(partner))
        for number, text in enumerate(partner.accounts):
            account_id = AccountId(text)
            account = _new_account(partner, account_id, number, cohort, clock)
            _create(documents, create(account_path(account_id), account_document(account)))
            transfer_id = derive("transfer", "seed", account_id)
            desk.credit(Deposit(transfer_id, account_id, Cents(deposit_cents), clock.now()))


def _residual_cohort(documents: Documents, entropy: Entropy) -> CohortId:
    """Return the one cohort that new accounts start in (R-510), made when there is none."""
    path = "cohorts/residual"
    _create(documents, create(path, {"cohort": "c" + entropy.token_hex(8)[:15]}))
    (seen,) = documents.get([path])
    return CohortId((seen.data or {})["cohort"])


def _credential(partner: Partner) -> Create:
    credential = Credential(partner.correspondent, hash_secret(partner.api_secret))
    path = credential_path(partner.api_key)
    if path is None:
        raise ValueError("api_key")
    return create(path, credential_document(credential))


def _new_account(
    partner: Partner, account_id: AccountId, number: int, cohort: CohortId, clock: Clock
) -> Account:
    return Account(
        account_id=account_id,
        account_number=f"{int(account_id[:8], 16) % 10**8:08d}{number:01d}",
        correspondent=partner.correspondent,
        cohort=cohort,
        state=AccountState.ACTIVE,
        balances={},
        chain_sequence=0,
        chain_hash=CHAIN_START,
        sequences={},
        created_at=clock.now(),
    )


def _create(documents: Documents, write: Create) -> None:
    try:
        documents.commit([write])
    except Conflict:
        return
