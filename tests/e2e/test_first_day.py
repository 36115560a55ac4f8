"""A partner opens accounts from nothing with the unmodified official client, and uses them."""

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.alpaca_client import (
    APIError,
    BrokerClient,
    CreateBankTransferRequest,
    MarketOrderRequest,
    OrderSide,
    OrderStatus,
    TimeInForce,
    TransferDirection,
    TransferStatus,
    TransferTiming,
)
from tests.e2e.running_stack import RunningStack, wait_for
from tests.unit.eu.identity.alpaca_broker import (
    AccountStatus,
    BankStatus,
    CreateAccountRequest,
    CreateBankRequest,
    DocumentType,
    UploadDocumentMimeType,
    UploadDocumentRequest,
)
from tests.unit.eu.identity.bodies import BANK, application

pytestmark = pytest.mark.stack

ACTIVE_TIMEOUT_S = 10
CONTENT = b"%PDF-1.7 a bill"
CONTENT_BASE64 = "JVBERi0xLjcgYSBiaWxs"
SPANISH: dict[str, Any] = {"disclosures__employment_status": "EMPLOYED"}
GERMAN: dict[str, Any] = {
    **SPANISH,
    "contact__country": "DEU",
    "contact__city": "Berlin",
    "contact__postal_code": "10115",
    "contact__street_address": ["Invalidenstr. 117"],
    "contact__phone_number": "+493012345678",
    "identity__given_name": "Greta",
    "identity__family_name": "Gross",
    "identity__country_of_citizenship": "DEU",
    "identity__country_of_birth": "DEU",
    "identity__country_of_tax_residence": "DEU",
    "identity__tax_id": "36 574 261 809",
    "identity__tax_id_type": "DEU_TAX_ID",
}
GERMAN_BANK = {
    **BANK,
    "name": "Commerzbank",
    "bank_code": "COBADEFF",
    "account_number": "DE89 3704 0044 0532 0130 00",
    "country": "DEU",
    "state_province": "Hessen",
    "city": "Frankfurt",
    "street_address": "Kaiserplatz 1",
}
PEOPLE = {"Spanish": (SPANISH, BANK, "ESP"), "German": (GERMAN, GERMAN_BANK, "DEU")}


@pytest.fixture
def client(running: RunningStack) -> Any:
    """Return the official client; its answers are typed as one of two things, so as neither."""
    api = running.partners[0]
    key, secret = api.partner["api_key"], api.partner["api_secret"]
    return BrokerClient(key, secret, sandbox=False, url_override=api.api_url)


@pytest.mark.parametrize("person", PEOPLE)
def test_from_nothing_to_a_position_and_documents(person: str, client: Any, tmp_path: Path) -> None:
    changes, bank_body, country = PEOPLE[person]
    account = opened(client, changes)
    shown = client.get_account_by_id(account.id)
    assert (shown.currency, shown.identity.country_of_tax_residence) == ("EUR", country)

    bank = client.create_bank_for_account(account.id, CreateBankRequest(**bank_body))
    assert bank.status is BankStatus.APPROVED
    assert client.get_banks_for_account(account.id) == [bank]

    transfer = client.create_transfer_for_account(account.id, deposit(bank.id))
    assert (transfer.status, transfer.bank_id) == (TransferStatus.COMPLETE, bank.id)
    assert [each.id for each in client.get_transfers_for_account(account.id)] == [transfer.id]
    funded = client.get_trade_account_by_id(account.id)
    assert funded.cash == funded.buying_power == "5000.00"

    order = client.submit_order_for_account(account.id, buy())
    wait_for(lambda: status_of(client, account.id, order.id) is OrderStatus.FILLED)
    (position,) = client.get_all_positions_for_account(account.id)
    assert (position.symbol, Decimal(position.qty)) == ("KO", Decimal(3))
    spent = Decimal("5000.00") - Decimal(client.get_trade_account_by_id(account.id).cash)
    assert Decimal(position.cost_basis) == spent > 0

    client.upload_documents_to_account(account.id, [bill()])
    (document,) = client.get_trade_documents_for_account(account.id)
    file = tmp_path / "bill.pdf"
    client.download_trade_document_for_account_by_id(account.id, document.id, str(file))
    assert file.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("iban", "status", "left"),
    [
        (BANK["account_number"], TransferStatus.COMPLETE, "3765.50"),
        ("ES4399930001990000000042", TransferStatus.REJECTED, "5000.00"),
    ],
)
def test_a_withdrawal_leaves_cash_at_once_and_ends_as_the_bank_says(
    client: Any, iban: str, status: TransferStatus, left: str
) -> None:
    account, bank = funded(client, iban)

    transfer = client.create_transfer_for_account(account.id, withdrawal(bank.id, "1234.50"))

    assert (transfer.status, transfer.bank_id) == (TransferStatus.QUEUED, bank.id)
    assert cash_of(client, account) == "3765.50"
    wait_for(lambda: last_transfer(client, account).status is status)
    assert cash_of(client, account) == left


def test_a_withdrawal_is_refused_above_the_cash_and_canceled_before_it_is_sent(client: Any) -> None:
    account, bank = funded(client, "ES3899900001690000000042")
    above = withdrawal(bank.id, "5000.01")
    assert refusal(lambda: client.create_transfer_for_account(account.id, above)) == (
        403,
        "insufficient_cash",
    )
    held = client.create_transfer_for_account(account.id, withdrawal(bank.id, "5000"))
    pending = TransferStatus.APPROVAL_PENDING
    wait_for(lambda: last_transfer(client, account).status is pending)

    client.cancel_transfer_for_account(account.id, held.id)

    assert last_transfer(client, account).status is TransferStatus.CANCELED
    assert cash_of(client, account) == "5000.00"


def test_a_removed_bank_takes_no_transfer_and_may_be_added_again(client: Any) -> None:
    account = opened(client, SPANISH)
    bank = client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
    assert refusal(
        lambda: client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
    ) == (409, "duplicate_bank")

    client.delete_bank_for_account(account.id, bank.id)

    assert client.get_banks_for_account(account.id) == []
    assert refusal(lambda: client.create_transfer_for_account(account.id, deposit(bank.id))) == (
        422,
        "invalid_field",
    )
    assert refusal(lambda: client.delete_bank_for_account(account.id, bank.id)) == (
        404,
        "not_found",
    )
    again = client.create_bank_for_account(account.id, CreateBankRequest(**BANK))
    assert client.get_banks_for_account(account.id) == [again]


def test_a_bank_of_another_account_takes_no_transfer(client: Any) -> None:
    one, other = opened(client, SPANISH), opened(client, SPANISH)
    bank = client.create_bank_for_account(one.id, CreateBankRequest(**BANK))
    assert refusal(lambda: client.create_transfer_for_account(other.id, deposit(bank.id))) == (
        422,
        "invalid_field",
    )


def test_an_e_mail_address_opens_one_account(client: Any) -> None:
    address = new_address()
    opened(client, SPANISH, address)
    assert refusal(lambda: opened(client, SPANISH, address.upper())) == (409, "duplicate_email")


def opened(client: Any, changes: dict[str, Any], address: str | None = None) -> Any:
    """Open an account and wait until it is active, as partners that poll do."""
    body = application(**changes, contact__email_address=address or new_address())
    account = client.create_account(CreateAccountRequest(**body))
    deadline_s = time.monotonic() + ACTIVE_TIMEOUT_S
    while account.status is not AccountStatus.ACTIVE:
        assert time.monotonic() < deadline_s, account.status
        time.sleep(0.05)
        account = client.get_account_by_id(account.id)
    return account


def new_address() -> str:
    return f"ana.{uuid4().hex[:12]}@example.org"


def deposit(bank_id: Any) -> CreateBankTransferRequest:
    return CreateBankTransferRequest(
        amount="5000",
        direction=TransferDirection.INCOMING,
        timing=TransferTiming.IMMEDIATE,
        bank_id=bank_id,
    )


def funded(client: Any, iban: str) -> tuple[Any, Any]:
    """Return an account with a bank and 5,000 euro."""
    account = opened(client, SPANISH)
    request = CreateBankRequest(**{**BANK, "account_number": iban})
    bank = client.create_bank_for_account(account.id, request)
    client.create_transfer_for_account(account.id, deposit(bank.id))
    return account, bank


def withdrawal(bank_id: Any, amount: str) -> CreateBankTransferRequest:
    return CreateBankTransferRequest(
        amount=amount,
        direction=TransferDirection.OUTGOING,
        timing=TransferTiming.IMMEDIATE,
        bank_id=bank_id,
    )


def last_transfer(client: Any, account: Any) -> Any:
    return client.get_transfers_for_account(account.id)[0]


def cash_of(client: Any, account: Any) -> str:
    cash: str = client.get_trade_account_by_id(account.id).cash
    return cash


def buy() -> Any:
    fields: dict[str, Any] = {"symbol": "KO", "qty": 3, "side": OrderSide.BUY}
    return MarketOrderRequest(**fields, time_in_force=TimeInForce.DAY)


def bill() -> UploadDocumentRequest:
    return UploadDocumentRequest(
        document_type=DocumentType.ADDRESS_VERIFICATION,
        content=CONTENT_BASE64,
        mime_type=UploadDocumentMimeType.PDF,
    )


def status_of(client: Any, account_id: Any, order_id: Any) -> OrderStatus:
    status: OrderStatus = client.get_order_for_account_by_id(account_id, order_id).status
    return status


def refusal(call: Any) -> tuple[int | None, str]:
    with pytest.raises(APIError) as refused:
        call()
    return refused.value.status_code, json.loads(str(refused.value))["reason"]
