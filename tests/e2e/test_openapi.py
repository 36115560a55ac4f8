"""What the running stack answers is what /openapi.json says, for partners' main routes."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.e2e.api import Answer, PartnerApi, orders_path
from tests.e2e.running_stack import RunningStack, wait_for
from tests.unit.eu.identity.bodies import BANK, application

pytestmark = pytest.mark.stack

PROOF = json.dumps(
    [
        {
            "document_type": "address_verification",
            "mime_type": "application/pdf",
            "content": base64.b64encode(b"%PDF-1.7").decode(),
        }
    ]
).encode()


@pytest.fixture(scope="module")
def api(running: RunningStack) -> PartnerApi:
    return running.partners[1]


@pytest.fixture(scope="module")
def document(api: PartnerApi) -> dict[str, Any]:
    """Return the document, as anybody gets it."""
    answer = api.ask("GET", "/openapi.json", headers={})
    assert answer.status == 200
    found: dict[str, Any] = answer.body
    return found


@pytest.fixture(scope="module")
def known(api: PartnerApi) -> Mapping[str, str]:
    """Return ids of things that are there: of an account with an order, and of a new one."""
    account = api.partner["accounts"][1]
    order = api.filled(account, api.placed(account).body["id"])
    opened = opened_account(api, "doc-1@example.org")
    banks, documents = f"/v1/accounts/{opened}/recipient_banks", f"/v1/accounts/{opened}/documents"
    assert api.ask("POST", banks, BANK).status == 200
    assert api.ask("POST", f"{documents}/upload", PROOF).status == 204
    transfer = {"transfer_type": "wire", "direction": "INCOMING", "amount": "7"}
    assert api.ask("POST", f"/v1/accounts/{account}/transfers", transfer).status == 200
    wait_for_activities(api, account)
    activities = api.ask("GET", f"/v1/accounts/activities?account_id={account}").body
    return {
        "account_id": account,
        "order_id": order["id"],
        "opened_id": opened,
        "symbol_or_asset_id": "AAPL",
        "activity_type": "FILL",
        "event_id": activities[0]["id"],
        "client_order_id": order["client_order_id"],
    }


def opened_account(api: PartnerApi, address: str) -> str:
    """Open an account, and wait until it is active."""
    opened = api.ask("POST", "/v1/accounts", application(contact__email_address=address))
    assert opened.status == 200, opened
    account_id: str = opened.body["id"]
    wait_for(lambda: api.ask("GET", f"/v1/accounts/{account_id}").body["status"] == "ACTIVE")
    return account_id


def wait_for_activities(api: PartnerApi, account: str) -> None:
    path = f"/v1/accounts/activities/FILL?account_id={account}"
    wait_for(lambda: api.ask("GET", path).body)


READ = (
    "account_get", "accounts_get", "accounts_list", "activities_get", "activities_list",
    "activities_list_type", "assets_get", "assets_list", "calendar_get", "clock_get",
    "configurations_get", "documents_list", "jwks_get", "oauth_jwks_get", "orders_get",
    "orders_get_by_client_id", "orders_list", "positions_get", "positions_list",
    "recipient_banks_list", "transfers_list",
)  # fmt: skip
# Of seeded accounts nobody has told who holds them.
OF_A_PERSON = {"accounts_get", "documents_list", "recipient_banks_list"}
QUERIES = {
    "accounts_list": "?entities=contact,identity",
    "calendar_get": "?start=2026-11-20&end=2026-11-30",
    "orders_list": "?status=all",
    "orders_get_by_client_id": "?client_order_id={client_order_id}",
}


def test_it_is_valid_as_it_is_served(document: dict[str, Any]) -> None:
    validate(document)


@pytest.mark.parametrize("operation", READ)
def test_an_answer_is_as_described(
    operation: str, api: PartnerApi, document: dict[str, Any], known: Mapping[str, str]
) -> None:
    path, verb, told = described(document, operation)
    assert verb == "get"
    owner = "opened_id" if operation in OF_A_PERSON else "account_id"
    ids = {**known, "account_id": known[owner]}
    answer = api.ask("GET", (path + QUERIES.get(operation, "")).format(**ids))
    check(document, told, answer)
    assert answer.body, "an empty answer shows nothing"


def test_what_is_created_is_answered_as_described(
    api: PartnerApi, document: dict[str, Any], known: Mapping[str, str]
) -> None:
    account, opened = known["account_id"], opened_account(api, "doc-2@example.org")
    bodies = {
        "orders_create": (account, example(document, "OrderRequest")),
        "orders_estimate": (account, example(document, "OrderRequest")),
        "transfers_create": (account, example(document, "TransferRequest")),
        "configurations_update": (opened, {"trade_confirm_email": "none"}),
        "accounts_update": (opened, example(document, "AccountChange")),
        "recipient_banks_create": (opened, example(document, "BankRequest")),
    }
    for operation, (owner, body) in bodies.items():
        path, verb, told = described(document, operation)
        answer = api.ask(verb.upper(), path.format(account_id=owner), body)
        check(document, told, answer)


def test_refusals_are_listed_and_as_described(
    api: PartnerApi, document: dict[str, Any], known: Mapping[str, str]
) -> None:
    account = known["account_id"]
    _, _, told = described(document, "orders_create")
    answers = [
        api.place(account, qty="0"),
        api.place(account, symbol="NOSUCH"),
        api.place(account, qty="999999"),
        api.place(account, side="sell", symbol="XOM"),
        api.ask("POST", orders_path(account), b"{"),
        api.ask("POST", orders_path(account), {}, headers={}),
        api.ask("POST", orders_path(api.partner["accounts"][0][:-1] + "0"), {}),
    ]
    assert {answer.status for answer in answers} >= {400, 401, 403, 404, 422}
    for answer in answers:
        check(document, told, answer)
        listed = told["responses"][str(answer.status)]["x-reasons"]
        assert answer.body["reason"] in listed


def described(document: dict[str, Any], operation: str) -> tuple[str, str, dict[str, Any]]:
    """Return path, verb and description of an operation."""
    (found,) = [
        (path, verb, told)
        for path, verbs in document["paths"].items()
        for verb, told in verbs.items()
        if told["operationId"] == operation
    ]
    return found


def example(document: dict[str, Any], schema: str) -> Any:
    return document["components"]["schemas"][schema]["examples"][0]


def check(document: dict[str, Any], told: Mapping[str, Any], answer: Answer) -> None:
    """Fail where an answer has a status or a shape that is not described."""
    assert str(answer.status) in told["responses"], answer
    content = told["responses"][str(answer.status)]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(answer.body)
