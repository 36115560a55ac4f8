"""The OpenAPI document: whole, valid, and what the code says."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from emulators.openapi.document import FILE, build, rendered
from emulators.openapi.operations import OPERATIONS
from emulators.openapi.person_schemas import block_schema
from emulators.openapi.refusals import reasons_of
from functions.bundle import contents
from shared.core.reasons import REASONS
from shared.core.routes import load
from shared.eu.accounts.model.configuration import DEFAULTS, changed
from shared.eu.funding.model.transfer_request import request_transfer
from shared.eu.identity.model.application import read_application
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.model.person import IDENTITY
from shared.eu.orders.model import replace_request, request
from shared.gcp.clock import SystemClock

DOCUMENT = build()
ROUTES = load(FILE.with_name("routes.json"))
SCHEMAS = DOCUMENT["components"]["schemas"]


def operation(route: Any) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def test_what_is_served_is_made_from_the_code_as_it_is() -> None:
    assert FILE.read_text() == rendered(), "run: make openapi"
    assert contents("eu-auth")["shared/eu/openapi.json"] == FILE.read_bytes()


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = [told["operationId"] for verbs in DOCUMENT["paths"].values() for told in verbs.values()]
    assert len(set(ids)) == len(ids) == len(ROUTES)


def test_it_is_valid() -> None:
    validate(DOCUMENT)
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.operation} {route.version}")
def test_every_route_is_described(route: Any) -> None:
    assert route.operation in OPERATIONS, "describe it in emulators/openapi/operations.py"
    told = operation(route)
    assert told["operationId"] in (route.operation, f"{route.operation}_{route.version}")
    assert told["x-scope"] == route.scope
    assert (told["x-rate-class"], told["x-version"]) == (route.rate_class, route.version)
    assert bool(told["security"]) is (route.scope != "open")
    in_path = {each["name"] for each in told["parameters"] if each["in"] == "path"}
    assert in_path == {p.strip("{}") for p in route.path.split("/") if p.startswith("{")}
    listed = {r for answer in told["responses"].values() for r in answer.get("x-reasons", ())}
    assert {"internal", "unavailable"} <= listed
    assert ("unauthorized" in listed) is (route.scope != "open")
    assert ("key_not_bound" in listed) is (route.scope == "bound")
    asked = {each["name"] for each in told["parameters"]}
    assert route.scope != "bound" or "account_id" not in asked


def test_nothing_is_described_that_is_no_route() -> None:
    assert OPERATIONS.keys() == {route.operation for route in ROUTES}


def test_reasons_stand_under_their_status() -> None:
    for verbs in DOCUMENT["paths"].values():
        for told in verbs.values():
            for status, answer in told["responses"].items():
                assert {str(REASONS[r].status) for r in answer.get("x-reasons", ())} <= {status}


def test_reasons_are_those_that_the_code_raises() -> None:
    by_operation = {r.operation: set(reasons_of(r)) for r in ROUTES if r.scope != "bound"}
    assert {"insufficient_buying_power", "price_collar"} <= by_operation["orders_create"]
    assert {"duplicate_email", "under_age"} <= by_operation["accounts_create"]
    assert "insufficient_buying_power" not in by_operation["orders_list"]
    assert by_operation["clock_get"] == {
        "insufficient_scope", "internal", "rate_limited", "unauthorized", "unavailable",
    }  # fmt: skip


def test_examples_are_what_the_readers_take() -> None:
    example = {
        name: SCHEMAS[name]["examples"][0] for name in SCHEMAS if "examples" in SCHEMAS[name]
    }
    request.place_order(example["OrderRequest"])
    replace_request.replace_order(example["OrderChange"])
    request_transfer(example["TransferRequest"])
    read_bank(example["BankRequest"])
    read_application(example["AccountRequest"], SystemClock().now())
    changed({}, example["ConfigurationChange"])
    for name, body in example.items():
        validator(SCHEMAS[name]).validate(body)


def test_fields_are_those_that_the_readers_know() -> None:
    assert SCHEMAS["OrderRequest"]["properties"].keys() == request._KNOWN - request._NOT_OFFERED
    changes = replace_request._KNOWN - replace_request._NOT_OFFERED
    assert SCHEMAS["OrderChange"]["properties"].keys() == changes
    assert SCHEMAS["Configuration"]["properties"].keys() == DEFAULTS.keys()
    identity = block_schema(IDENTITY)
    assert identity["properties"].keys() == IDENTITY.readers.keys()
    assert set(identity["required"]) == set(IDENTITY.required)
    assert identity["properties"]["visa_type"]["enum"][0] == "B1"


@pytest.mark.parametrize(
    "change", [{"qty": None}, {"unknown": "1"}, {"side": "short"}, {"notional": 3}]
)
def test_a_wrong_order_is_not_valid(change: dict[str, Any]) -> None:
    body = SCHEMAS["OrderRequest"]["examples"][0]
    assert not validator(SCHEMAS["OrderRequest"]).is_valid({**body, **change})


def validator(schema: dict[str, Any]) -> Any:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})
