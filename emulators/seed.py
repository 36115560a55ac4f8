"""Seed the sandbox: two partners with keys, and active accounts funded by real postings (P1)."""

from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.core.canonical import CHAIN_START
from shared.core.clock import Clock, Entropy
from shared.core.documents import Create, Documents, create
from shared.core.errors import Conflict
from shared.core.ids import AccountId, CohortId, derive, random_uuid
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_document, account_path
from shared.eu.auth.model.client import Client, PublicKey
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import (
    client_document,
    client_path,
    credential_document,
    credential_path,
)
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk
from shared.memory.keys import P256_ORDER

ACCOUNTS_PER_PARTNER = 4
DEPOSIT_CENTS = 10_000_000
_NAMES = (("Banco Ejemplo", "BEJE"), ("Muster Invest", "MUST"))


CLIENT_KEY_ID = "sandbox"


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


def new_partners(
    entropy: Entropy, accounts_per_partner: int = ACCOUNTS_PER_PARTNER
) -> list[Partner]:
    """Draw partners with random keys and account ids."""
    return [_new_partner(*named, entropy, accounts_per_partner) for named in _NAMES]


def _new_partner(
    name: str, correspondent: str, entropy: Entropy, accounts_per_partner: int
) -> Partner:
    accounts = [random_uuid(entropy.token_hex(16)) for _ in range(accounts_per_partner)]
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
    cohort = _residual_cohort(documents, entropy)
    desk = FundingDesk(documents, clock)
    for partner in partners:
        for write in _credentials(partner):
            _create(documents, write)
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


def _credentials(partner: Partner) -> list[Create]:
    """Return the partner's key for all its accounts, its key for one, and its OAuth2 client."""
    own, bound = partner.correspondent, partner.account_key
    whole = Credential(own, hash_secret(partner.api_secret))
    narrow = Credential(own, hash_secret(bound.api_secret), bound.account_id)
    public_keys = {CLIENT_KEY_ID: PublicKey("ES256", _public_pem(partner.client_key))}
    client = Client(partner.client_id, own, hash_secret(partner.client_secret), public_keys)
    return [
        create(_known(credential_path(partner.api_key)), credential_document(whole)),
        create(_known(credential_path(bound.api_key)), credential_document(narrow)),
        create(_known(client_path(client.client_id)), client_document(client)),
    ]


def _public_pem(private_pem: str) -> str:
    public = load_pem_private_key(private_pem.encode(), None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _known(path: str | None) -> str:
    if path is None:
        raise ValueError("a key or client id has another form")
    return path


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
