"""Opening accounts over the drivers: Firestore's emulator, and a KMS that knows its callers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from emulators.kms import key_list
from emulators.kms.provision import KeyMaker
from functions.bundle import bundles
from shared.core.errors import KeyRefused, Refusal
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.application import read_application, read_update
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.model.owner_document import read_documents
from shared.eu.identity.model.search import read_search
from shared.eu.identity.model.views import ENTITIES
from shared.eu.identity.paths import holder_of, holder_path
from shared.eu.identity.wiring.identity import IdentityServices, build
from shared.eu.identity.wiring.stores import VAULT, VAULT_KEYS
from shared.eu.vault.model.data_key import Purpose, wrap_aad
from shared.eu.vault.paths import key_ring_of, wraps_path
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.settings import Settings, read
from tests.contract.buckets import object_names, own_bucket, running_storage
from tests.contract.kms.running import running_kms
from tests.unit.eu.identity.bodies import BANK, application

pytestmark = pytest.mark.emulators

IBAN = BANK["account_number"]
BILL = {"document_type": "other", "content": "QklMTA==", "mime_type": "application/pdf"}


@dataclass(frozen=True)
class Cloud:
    """The settings of a region, and a partner that nobody else uses."""

    settings: Settings
    partner: str

    def services(self) -> IdentityServices:
        """Return a new instance of the service: its key cache is empty."""
        return build(self.settings)

    def database(self, name: str) -> FirestoreDocuments:
        return FirestoreDocuments(self.settings.project, name, self.settings.firestore_host)

    def keys(self, caller: str) -> KmsKeys:
        return KmsKeys.of(self.settings, caller)

    def open(self, services: IdentityServices, **changes: Any) -> Account:
        wanted = read_application(application(**changes), datetime.now(UTC))
        seen = services.onboarding.open(self.partner, wanted)
        return account_of(seen.path, seen.data or {})

    def shown(self, account: Account) -> dict[str, Any]:
        (view,) = self.services().profiles.views([account], ENTITIES, self.partner)
        return view


@pytest.fixture(scope="module")
def settings(firestore_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    listed, folder = key_list.read(), tmp_path_factory.mktemp("identity")
    with running_kms(folder / "keys", strict=True, grants=listed.grants()) as kms:
        KeyMaker(kms.host, listed).create()
        yield read(
            {
                "PROJECT": listed.project,
                "DATABASE": "ledger",
                "FIRESTORE_EMULATOR_HOST": firestore_host,
                # Nobody listens there: nudges are lost, as they may be.
                "PUBSUB_EMULATOR_HOST": "127.0.0.1:9",
                "KMS_EMULATOR_HOST": kms.host,
                "KMS_LOCATION": listed.location,
                "KMS_KEY_RING": listed.key_ring,
                "BORDER_KEY_ID": "eu-1",
                "BORDER_SIGNING_SEED": "00" * 32,
                "BORDER_PEER_KEYS": "{}",
                "OBJECTS_FOLDER": str(folder / "objects"),
                "REVIEW": "automatic",
            }
        )


@pytest.fixture
def cloud(settings: Settings) -> Cloud:
    return Cloud(settings, f"P{uuid4().hex[:8].upper()}")


def test_a_life_over_the_drivers(cloud: Cloud) -> None:
    account = cloud.open(cloud.services())
    assert account.state == "ACTIVE"
    services = cloud.services()
    services.document_desk.upload(account, read_documents([BILL]))
    change = read_update({"contact": {"email_address": "ana@example.com", "city": "Toledo"}})
    services.rectification.correct(account, change, cloud.partner)
    shown = cloud.shown(account)
    assert shown["contact"]["city"] == "Toledo"
    assert shown["identity"]["tax_id"] == "******78Z"
    (document,) = shown["documents"]
    _, content = cloud.services().document_desk.download(account, document["id"], cloud.partner)
    assert content.reveal() == b"BILL"
    search = {"query": "ANA@example.com +34600111222", "created_after": "2020-01-01"}
    for query in (search, {"status": "ACTIVE", "sort": "asc"}, {}):
        (found,) = cloud.services().directory.find(cloud.partner, read_search(query))
        assert found.account_id == account.account_id
    (seen,) = cloud.database("ledger").get([f"accounts/{account.account_id}"])
    bank = services.banks.add(account, read_bank(BANK))
    ((found_bank, values),) = cloud.services().banks.of_account(account.account_id, cloud.partner)
    assert (found_bank.bank_id, values["banks.iban"].reveal()) == (bank.bank_id, IBAN)
    with pytest.raises(Refusal, match="duplicate_bank"):
        cloud.services().banks.add(account, read_bank(BANK))
    cloud.services().banks.remove(account, bank.bank_id)
    (seen,) = cloud.database("ledger").get([seen.path])
    services.closing.close(seen)
    assert services.clearing.sweep() == services.announcing.sweep() == 0
    assert services.bank_keeping.sweep() == 0


def test_documents_lie_in_a_bucket_where_the_settings_say_so(cloud: Cloud) -> None:
    with running_storage() as url, closing(own_bucket(url)) as bucket:
        told = replace(cloud.settings, objects_bucket=bucket.name, storage_url=url)
        elsewhere = Cloud(told, cloud.partner)
        account = elsewhere.open(elsewhere.services())
        elsewhere.services().document_desk.upload(account, read_documents([BILL]))
        (document,) = elsewhere.shown(account)["documents"]
        desk = elsewhere.services().document_desk
        _, content = desk.download(account, document["id"], cloud.partner)
        assert content.reveal() == b"BILL"
        (name,) = object_names(url, bucket.name)
        assert b"BILL" not in (bucket.get(name) or b"BILL")


def test_many_equal_requests_at_once_open_one_account(cloud: Cloud) -> None:
    instances = [cloud.services() for _ in range(4)]

    def attempt(number: int) -> str:
        try:
            return cloud.open(instances[number % len(instances)]).account_id
        except Refusal as refusal:
            return refusal.reason

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(attempt, range(16)))
    (account,) = cloud.services().directory.find(cloud.partner, read_search({}))
    assert account.account_id in answers
    assert answers <= {account.account_id, "duplicate_email", "contention"}
    assert cloud.shown(account)["contact"]["city"] == "Madrid"


def test_only_the_identity_function_opens_keys_and_nobody_there_blocked_ones(cloud: Cloud) -> None:
    services = cloud.services()
    account = cloud.open(services)
    services.rectification.correct(
        account, read_update({"identity": {"family_name": "Perez"}}), cloud.partner
    )
    (holder_seen,) = cloud.database(VAULT).get([holder_path(account.account_id)])
    subject_id = holder_of(holder_seen.path, holder_seen.data or {}).subject_id
    (seen,) = cloud.database(VAULT_KEYS).get([wraps_path(subject_id)])
    wrapped = key_ring_of(seen.data or {}).keys[Purpose.PERSONAL]
    aad = wrap_aad(subject_id, wrapped.dek_id, Purpose.PERSONAL)
    assert len(cloud.keys("fn-identity").decrypt("vault-kek", wrapped.ciphertext, aad)) == 32
    own = {"fn-identity", "fn-identity-jobs"}
    for caller in {f"fn-{bundle.name}" for bundle in bundles().values()} - own:
        with pytest.raises(KeyRefused):
            cloud.keys(caller).decrypt("vault-kek", wrapped.ciphertext, aad)
    with pytest.raises(KeyRefused):
        cloud.keys("fn-identity").decrypt("vault-kek", wrapped.ciphertext, b"another|person|P")
    sealed = cloud.keys("fn-identity").encrypt("blocked-kek", b"key", b"aad")
    with pytest.raises(KeyRefused):
        cloud.keys("fn-identity").decrypt("blocked-kek", sealed, b"aad")
    assert cloud.keys("legal-release").decrypt("blocked-kek", sealed, b"aad") == b"key"


def test_the_databases_hold_nothing_in_clear(cloud: Cloud) -> None:
    account = cloud.open(cloud.services(), documents=[{**BILL, "document_sub_type": "of Ana"}])
    cloud.services().banks.add(account, read_bank(BANK))
    cloud.shown(account)
    collections = {
        "ledger": ("accounts", "account_numbers", "banks", "events"),
        VAULT: ("subjects", "bank_details", "holders", "indexes", "accesses", "uploads"),
        VAULT_KEYS: ("wraps",),
    }
    dump = ""
    for name, listed in collections.items():
        for collection in listed:
            found = cloud.database(name).query(collection, limit=1_000)
            assert found, collection
            dump += str([(seen.path, seen.data) for seen in found]).lower()
    for marker in (
        "ana.garcia",
        "garcia",
        "12345678z",
        "600111222",
        "mayor",
        "1990-02-28",
        "luis@",
        "es912100",
        "0200051332",
    ):
        assert marker not in dump
    stored = [path for path in Path(cloud.settings.objects_folder or "").rglob("*")]
    assert all(b"BILL" not in path.read_bytes() for path in stored if path.is_file())
