"""The identity function as the official client uses it, over the twins and a real HTTP server."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import flask
import pytest
import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from functions.eu.identity import main
from shared.core.documents import create, replace
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.gcp.rate_limit import process_limiter
from shared.gcp.settings import settings
from tests.functions.in_process import ENVIRONMENT
from tests.unit.eu.identity.alpaca_broker import (
    AccountEntities,
    AccountStatus,
    APIError,
    BankStatus,
    BrokerClient,
    CreateAccountRequest,
    CreateBankRequest,
    DocumentType,
    ListAccountsRequest,
    UpdatableContact,
    UpdateAccountRequest,
    UploadDocumentMimeType,
    UploadDocumentRequest,
    UploadDocumentSubType,
)
from tests.unit.eu.identity.bodies import BANK, application
from tests.unit.eu.identity.desk import Desk

KEYS = {"ACME": "CKACME00000000000001", "OTHER": "CKOTHER0000000000001"}
SECRET = "11" * 32


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


@dataclass(frozen=True)
class Platform:
    """The function at an address, and the databases behind it."""

    url: str
    desk: Desk

    def client(self, partner: str = "ACME") -> Any:
        """Return the official client; its answers are typed as one of two things, so as neither."""
        return BrokerClient(KEYS[partner], SECRET, sandbox=True, url_override=self.url)

    def ask(
        self, method: str, path: str, body: Any = None, partner: str = "ACME", **options: Any
    ) -> requests.Response:
        return requests.request(
            method,
            f"{self.url}/v1{path}",
            json=body,
            auth=(KEYS[partner], SECRET),
            timeout=10,
            **options,
        )


@contextmanager
def serving(desk: Desk) -> Iterator[Platform]:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return main.identity(flask.Request(environ))(environ, start_response)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Platform(f"http://127.0.0.1:{server.server_port}", desk)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    desk = Desk()
    for partner, key in KEYS.items():
        credential = credential_document(Credential(partner, hash_secret(SECRET)))
        desk.stores.ledger.commit([create(credential_path(key) or "", credential)])
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(main, "services", lambda: desk.services)
    forget()
    with serving(desk) as platform:
        yield platform
    forget()


def forget() -> None:
    """Clear what is built once a process."""
    for built in (main._api, settings, process_limiter):
        built.cache_clear()


def opened(platform: Platform, **changes: Any) -> Any:
    body = application(disclosures__employment_status="EMPLOYED", **changes)
    return platform.client().create_account(CreateAccountRequest(**body))


def test_an_account_is_opened_shown_found_changed_and_closed(platform: Platform) -> None:
    client = platform.client()
    account = opened(platform)
    assert account.status is AccountStatus.ACTIVE
    assert account.contact.email_address == "ana.garcia@example.org"
    shown = client.get_account_by_id(account.id)
    assert (shown.currency, shown.identity.family_name) == ("EUR", "Garcia Lopez")
    assert shown.trusted_contact.given_name == "Luis"
    update = UpdateAccountRequest(contact=UpdatableContact(city="Toledo"))
    assert client.update_account(account.id, update).contact.city == "Toledo"
    search = ListAccountsRequest(  # type: ignore[no-untyped-call]
        query="ana.garcia@example.org",
        created_after=account_time(account.created_at),
        entities=[AccountEntities.CONTACT],
    )
    (found,) = client.list_accounts(search)
    assert (found.id, found.contact.city, found.identity) == (account.id, "Toledo", None)
    client.close_account(account.id)
    assert client.get_account_by_id(account.id).status is AccountStatus.ACCOUNT_CLOSED


def account_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_plain_list_shows_nobody(platform: Platform) -> None:
    opened(platform)
    (account,) = platform.client().list_accounts()
    assert account.contact is account.identity is account.disclosures is None


def test_settings_are_read_and_written(platform: Platform) -> None:
    client, account = platform.client(), opened(platform)
    settings = client.get_trade_configuration_for_account(account.id)
    assert settings.suspend_trade is False
    settings.suspend_trade = True
    assert client.update_trade_configuration_for_account(account.id, settings).suspend_trade
    assert client.get_trade_configuration_for_account(account.id).suspend_trade


def test_a_document_is_uploaded_listed_and_downloaded(platform: Platform, tmp_path: Path) -> None:
    client, account = platform.client(), opened(platform)
    bill = UploadDocumentRequest(
        document_type=DocumentType.ADDRESS_VERIFICATION,
        document_sub_type=UploadDocumentSubType.PASSPORT,
        content="QklMTA==",
        mime_type=UploadDocumentMimeType.PDF,
    )
    client.upload_documents_to_account(account.id, [bill])
    (owned,) = client.get_account_by_id(account.id).documents
    assert owned.document_type is DocumentType.ADDRESS_VERIFICATION
    (listed,) = client.get_trade_documents_for_account(account.id)
    assert listed.id == owned.id
    assert client.get_trade_document_for_account_by_id(account.id, listed.id) == listed
    file = tmp_path / "bill.pdf"
    client.download_trade_document_for_account_by_id(account.id, listed.id, str(file))
    assert file.read_bytes() == b"BILL"
    answer = platform.ask("GET", f"/accounts/{account.id}/documents/{listed.id}/download")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_bank_is_added_listed_and_removed(platform: Platform) -> None:
    client, account = platform.client(), opened(platform)
    assert client.get_banks_for_account(account.id) == []
    bank = client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
    assert (bank.account_id, bank.account_number) == (account.id, BANK["account_number"])
    assert bank.status is BankStatus.APPROVED
    assert client.get_banks_for_account(account.id) == [bank]
    with pytest.raises(APIError) as refused:
        client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
    assert (refused.value.status_code, refused.value.code) == (409, 40910200)
    client.delete_bank_for_account(account.id, bank.id)
    assert client.get_banks_for_account(account.id) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=ACTIVE", 1),
        ("?status=INACTIVE", 0),
        ("?bank_name=caixabank", 1),
        ("?bank_name=Caixa", 0),
        ("?status=ACTIVE&bank_name=CaixaBank", 1),
    ],
)
def test_banks_are_found_by_state_and_name(platform: Platform, query: str, found: int) -> None:
    path = f"/accounts/{opened(platform).id}/recipient_banks"
    assert platform.ask("POST", path, BANK).status_code == 200
    assert len(platform.ask("GET", path + query).json()) == found
    answer = platform.ask("GET", path + "?status=OPEN")
    assert (answer.status_code, answer.json()["field"]) == (400, "status")


@pytest.mark.parametrize(
    ("iban", "reason"),
    [
        ("ES9121000418450200051333", "iban_checksum"),
        ("ES2921000418460200051332", "iban_domestic_check"),
    ],
)
def test_a_wrong_iban_is_422_and_quoted_nowhere(
    platform: Platform, capfd: pytest.CaptureFixture[str], iban: str, reason: str
) -> None:
    path = f"/accounts/{opened(platform).id}/recipient_banks"
    answer = platform.ask("POST", path, {**BANK, "account_number": iban})
    assert answer.status_code == 422
    assert (answer.json()["reason"], answer.json()["field"]) == (reason, "account_number")
    assert iban[4:] not in answer.text + capfd.readouterr().err


def test_a_duplicate_address_is_a_conflict(platform: Platform) -> None:
    opened(platform)
    with pytest.raises(APIError) as refused:
        opened(platform, contact__email_address="Ana.Garcia@EXAMPLE.org")
    assert refused.value.status_code == 409
    assert json.loads(str(refused.value))["reason"] == "duplicate_email"


def test_an_account_with_money_is_not_closed(platform: Platform) -> None:
    account = opened(platform)
    (seen,) = platform.desk.stores.ledger.get([f"accounts/{account.id}"])
    funded = {**(seen.data or {}), "balances": {"E-2000": 1}}
    platform.desk.stores.ledger.commit([replace(seen, funded)])
    answer = platform.ask("POST", f"/accounts/{account.id}/actions/close")
    assert (answer.status_code, answer.json()["reason"]) == (403, "account_not_empty")


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"identity__family_name": "Muñoz"}, "not_ascii", "identity.family_name"),
        ({"identity__tax_id": "12345678A"}, "invalid_tax_id", "identity.tax_id"),
        ({"contact__email_address": None}, "missing_field", "contact.email_address"),
        ({"agreements": []}, "agreement_missing", "agreements"),
    ],
)
def test_a_wrong_body_is_422_and_quotes_nothing(
    platform: Platform,
    capfd: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    reason: str,
    field: str,
) -> None:
    answer = platform.ask("POST", "/accounts", application(**changes))
    assert answer.status_code == 422
    assert (answer.json()["reason"], answer.json()["field"]) == (reason, field)
    logged = capfd.readouterr().err
    assert "accounts_create" in logged
    for marker in ("Ana", "Garcia", "Mu", "12345678", "example.org", "600111222"):
        assert marker not in answer.text
        assert marker not in logged


ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/accounts/{id}", None),
    ("PATCH", "/accounts/{id}", {"contact": {"city": "Toledo"}}),
    ("POST", "/accounts/{id}/actions/close", None),
    ("GET", "/trading/accounts/{id}/account/configurations", None),
    ("PATCH", "/trading/accounts/{id}/account/configurations", {}),
    ("POST", "/accounts/{id}/documents/upload", []),
    ("POST", "/accounts/{id}/recipient_banks", BANK),
    ("GET", "/accounts/{id}/recipient_banks", None),
    ("DELETE", "/accounts/{id}/recipient_banks/11111111-1111-4111-8111-111111111111", None),
    ("GET", "/accounts/{id}/documents", None),
    ("GET", "/accounts/{id}/documents/11111111-1111-4111-8111-111111111111", None),
    ("GET", "/accounts/{id}/documents/11111111-1111-4111-8111-111111111111/download", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_another_partner_finds_nothing(
    platform: Platform, method: str, path: str, body: Any
) -> None:
    account = opened(platform)
    answer = platform.ask(method, path.format(id=account.id), body, partner="OTHER")
    assert (answer.status_code, answer.json()["reason"]) == (404, "not_found")
    assert platform.ask("GET", "/accounts?query=ana.garcia@example.org", None, "OTHER").json() == []


def test_a_life_leaves_no_person_in_logs_or_ledger(
    platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    account = opened(platform)
    platform.ask("GET", "/accounts?query=ana.garcia@example.org&entities=identity")
    platform.ask("PATCH", f"/accounts/{account.id}", {"identity": {"family_name": "Perez"}})
    assert platform.ask("POST", f"/accounts/{account.id}/recipient_banks", BANK).ok
    assert platform.ask("GET", f"/accounts/{account.id}/recipient_banks").ok
    logged = capfd.readouterr().err
    stored = json.dumps(platform.desk.stores.documents())
    for marker in (
        "ana.garcia",
        "garcia",
        "perez",
        "12345678z",
        "600111222",
        "203.0.",
        "mayor",
        "es912",
    ):
        assert marker not in logged.lower()
        assert marker not in stored.lower()
