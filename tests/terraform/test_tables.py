"""What Terraform reads is what the code does: access, events in logs, border schemas."""

import json
import re
from typing import Any

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from functions.bundle import bundles, contents
from shared.border.messages import OrderReport, QuoteBatch
from tests.architecture.sources import ROOT, python_files
from tests.terraform.border_schemas import FOLDER, SCALARS, TOPICS, Field, fields, text

ACCESS = json.loads((ROOT / "functions/access.json").read_text())
KEYS = json.loads((ROOT / "functions/keys.json").read_text())
TOPOLOGY = json.loads((ROOT / "functions/topology.json").read_text())
METRICS = (ROOT / "terraform/modules/observability/metrics.tf").read_text()
ROUTES = json.loads((ROOT / "shared/eu/routes.json").read_text())["routes"]

each_bundle = pytest.mark.parametrize("key", sorted(bundles()))
each_topic = pytest.mark.parametrize("topic", sorted(TOPICS))


def test_every_deployable_says_what_it_reaches() -> None:
    assert ACCESS.keys() == bundles().keys(), "a bundle needs its row in functions/access.json"
    topics = {(row["region"], row["name"]) for row in TOPOLOGY["topics"]}
    indexes = json.loads((ROOT / "functions/indexes.json").read_text())
    for key, row in ACCESS.items():
        region = bundles()[key].region
        assert row["databases"].keys() <= indexes[region].keys()
        assert set(row["databases"].values()) <= {"user", "viewer"}
        for topic in [*row.get("publishes", []), *row.get("subscribes", [])]:
            assert (region, topic) in topics


def code_of(key: str) -> str:
    return b"\n".join(data for path, data in contents(key).items() if path.endswith(".py")).decode()


@each_bundle
def test_who_may_publish_subscribe_seal_and_keep_objects_has_the_code_for_it(key: str) -> None:
    code, row = code_of(key), ACCESS[key]
    assert "PubSubMessages(" in code or not row.get("publishes")
    assert "OwnSubscription(" in code or not row.get("subscribes")
    assert ("BucketObjects(" in code) is bool(row.get("objects"))
    # What seals cannot do without its key, and nobody else gets it.
    assert ("Signer.from_seed(" in code) is bool(row.get("seals"))


@each_bundle
def test_who_reaches_the_vault_is_who_names_it(key: str) -> None:
    assert ("vault" in ACCESS[key]["databases"]) == ('VAULT = "vault"' in code_of(key))


def test_only_trading_and_books_send_orders() -> None:
    senders = {key for key, row in ACCESS.items() if "orders" in row.get("publishes", [])}
    assert senders == {"eu-trading", "eu-books"}


@each_bundle
def test_who_may_use_keys_has_the_code_for_it(key: str) -> None:
    account = f"fn-{bundles()[key].name}"
    has_role = any(account in users for row in KEYS["keys"] for users in row["roles"].values())
    assert "KmsKeys.of(" in code_of(key) or not has_role


def test_a_path_is_of_one_function() -> None:
    functions: dict[str, set[str]] = {}
    for route in ROUTES:
        functions.setdefault(route["path"], set()).add(route["function"])
    assert {path for path, names in functions.items() if len(names) > 1} == set()


def test_every_event_that_is_counted_is_logged() -> None:
    events = re.findall(r'^ +[\w-]+ += "([a-z ]+)"$', METRICS, re.M)
    assert len(events) >= 6
    code = "\n".join(path.read_text() for path in python_files("shared", "functions"))
    assert {event for event in events if f'"{event}"' not in code} == set()


@each_topic
def test_the_schema_of_a_border_topic_is_the_dictionary(topic: str) -> None:
    written = (FOLDER / f"{topic}.proto").read_text()
    assert written == text(topic), "python -m tests.terraform.border_schemas"


REPORT = OrderReport.model_validate_json(
    json.dumps(
        {
            "message_id": "a" * 32,
            "issued_at": 1_795_618_800_000,
            "expires_at": 1_795_618_860_000,
            "order_token": "b" * 32,
            "seq": 1,
            "issued_seq": 1,
            "asset_id": "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415",
            "steps": [{"step": "ack", "qty": "2"}],
        }
    )
)


def test_a_message_of_the_dictionary_passes_its_schema() -> None:
    parser = parser_of("executions")
    json_format.Parse(REPORT.model_dump_json(), parser())


@pytest.mark.parametrize("field", ["account_id", "client_order_id", "email", "note"])
def test_a_field_that_is_not_in_the_dictionary_does_not(field: str) -> None:
    parser = parser_of("executions")
    smuggled = REPORT.model_dump() | {field: "x"}
    with pytest.raises(json_format.ParseError):
        json_format.ParseDict(json.loads(json.dumps(smuggled)), parser())


def test_the_quotes_of_the_schema_are_those_of_the_dictionary() -> None:
    names = {field.name for field in fields("quotes")}
    assert names == set(QuoteBatch.model_fields)


def parser_of(topic: str) -> Any:
    """Return the message class that the schema of a topic describes."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{topic}.proto", syntax="proto3")
    describe(file.message_type.add(name="Message"), fields(topic), ".Message")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Message"))


def describe(message: Any, inside: tuple[Field, ...], name: str) -> None:
    kinds = {
        "bool": descriptor_pb2.FieldDescriptorProto.TYPE_BOOL,
        "int64": descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
        "string": descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    }
    assert kinds.keys() == set(SCALARS.values())
    for field in inside:
        row = message.field.add(name=field.name, number=field.number)
        row.label = 3 if field.is_many else 1
        if field.inner:
            row.type, row.type_name = 11, f"{name}.{field.kind}"
            describe(message.nested_type.add(name=field.kind), field.inner, row.type_name)
        else:
            row.type = kinds[field.kind]
