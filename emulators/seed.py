"""Seed the sandbox: two partners with keys, and active accounts funded by real postings (P1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from emulators.partner_credentials import CLIENT_KEY_ID, credentials
from shared.core.canonical import CHAIN_START
from shared.core.clock import Clock, Entropy
from shared.core.documents import Create, Documents, create
from shared.core.errors import Conflict
from shared.core.ids import AccountId, CohortId, derive, random_uuid
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_document, account_number_path, account_path
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk
from shared.memory.keys import P256_ORDER

ACCOUNTS_PER_PARTNER = 4
DEPOSIT_CENTS = 10_000_000
_NAMES = (("Banco Ejemplo", "BEJE"), ("Muster Invest", "MUST"))


@dataclass(frozen=True, slots=True)
class AccountKey:
    """A key that is bound to one account."""

    account_id: str
    api_key: str
    api_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Partner:
    """A seeded partner; its secrets exist in the sandbox's memory and `state.json` alone.

    Its OAuth2 client may use the secret, or sign assertions with `client_key`, a PEM private key.
    """

    name: str
    correspondent: str
    api_key: str
    api_secret: str = field(repr=False)
    accounts: list[str]
    client_id: str
    client_secret: str = field(repr=False)
    client_key: str = field(repr=False)
    account_key: AccountKey

    def as_state(self) -> dict[str, Any]:
        """Return the partner as `state.json` shows it."""
        return {
            "name": self.name,
            "correspondent": self.correspondent,
            "api_key": self.api_key,
            "api_secret": self.api_secret,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "client_key": {"kid": CLIENT_KEY_ID, "private_key": self.client_key},
            "accounts": self.accounts,
            "account_key": asdict(self.account_key),
        }

    @classmethod
    def from_state(cls, entry: Mapping[str, Any]) -> "Partner":
        """Read what `as_state` wrote."""
        return cls(
            name=entry["name"],
            correspondent=entry["correspondent"],
            api_key=entry["api_key"],
            api_secret=entry["api_secret"],
            accounts=list(entry["accounts"]),
            client_id=entry["client_id"],
            client_secret=entry["client_secret"],
            client_key=entry["client_key"]["private_key"],
            account_key=AccountKey(**entry["account_key"]),
        )

    def with_new_key(self, entropy: Entropy) -> "Partner":
        """Return the partner with another key pair for all its accounts."""
        return replace(self, api_key=_new_id("CK", entropy), api_secret=entropy.token_hex(32))


def new_partners(
    entropy: Entropy, accounts_per_partner: int = ACCOUNTS_PER_PARTNER
) -> list[Partner]:
    """Draw partners with random keys and account ids."""
    return [new_partner(*named, entropy, accounts_per_partner) for named in _NAMES]


def new_partner(
    name: str, correspondent: str, entropy: Entropy, account_count: int = ACCOUNTS_PER_PARTNER
) -> Partner:
    """Draw one partner, with an account at least."""
    accounts = new_account_ids(entropy, account_count)
    return Partner(
        name=name,
        correspondent=correspondent,
        api_key=_new_id("CK", entropy),
        api_secret=entropy.token_hex(32),
        accounts=accounts,
        client_id=_new_id("CL", entropy),
        client_secret=entropy.token_hex(32),
        client_key=_new_private_key(entropy),
        account_key=AccountKey(accounts[0], _new_id("AK", entropy), entropy.token_hex(32)),
    )


def new_account_ids(entropy: Entropy, count: int) -> list[str]:
    """Draw ids of accounts."""
    return [random_uuid(entropy.token_hex(16)) for _ in range(count)]


def _new_id(prefix: str, entropy: Entropy) -> str:
    return prefix + entropy.token_hex(9).upper()


def _new_private_key(entropy: Entropy) -> str:
    number = int(entropy.token_hex(40), 16) % (P256_ORDER - 1) + 1
    key = ec.derive_private_key(number, ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def seed(
    documents: Documents,
    partners: list[Partner],
    clock: Clock,
    entropy: Entropy,
    deposit_cents: int = DEPOSIT_CENTS,
) -> None:
    """Write partners, credentials and funded accounts; what is there already stays as it is."""
    cohort = residual_cohort(documents, entropy)
    for partner in partners:
        for write in credentials(partner):
            _create(documents, write)
        for number, account_id in enumerate(partner.accounts):
            opening = Opening(partner.correspondent, account_id, number, cohort, deposit_cents)
            open_account(documents, opening, clock)


@dataclass(frozen=True, slots=True)
class Opening:
    """An account to be there, active and funded; `number` ends its account number."""

    correspondent: str
    account_id: str
    number: int
    cohort: CohortId
    deposit_cents: int = DEPOSIT_CENTS


def open_account(documents: Documents, opening: Opening, clock: Clock) -> None:
    """Write an account and its deposit; what is there already stays as it is."""
    account_id = AccountId(opening.account_id)
    account = _new_account(opening, clock)
    number_path = account_number_path(account.account_number)
    _create(documents, create(account_path(account_id), account_document(account)))
    _create(documents, create(number_path, {"account_id": account_id}))
    transfer_id = derive("transfer", "seed", account_id)
    deposit = Deposit(transfer_id, account_id, Cents(opening.deposit_cents), clock.now())
    FundingDesk(documents, clock).credit(deposit)


def residual_cohort(documents: Documents, entropy: Entropy) -> CohortId:
    """Return the one cohort that new accounts start in (R-510), made when there is none."""
    path = "cohorts/residual"
    _create(documents, create(path, {"cohort": "c" + entropy.token_hex(8)[:15]}))
    (seen,) = documents.get([path])
    return CohortId((seen.data or {})["cohort"])


def _new_account(opening: Opening, clock: Clock) -> Account:
    account_id = AccountId(opening.account_id)
    return Account(
        account_id=account_id,
        account_number=f"{int(account_id[:8], 16) % 10**8:08d}{opening.number:01d}",
        correspondent=opening.correspondent,
        cohort=opening.cohort,
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
