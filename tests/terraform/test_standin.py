"""The stand-in refuses what a provider would, and takes what it would."""

import pytest

from tests.terraform.standin.provider import faults, planned
from tests.terraform.standin.schema import load
from tests.terraform.standin.values import UNKNOWN, is_unknown
from tests.terraform.workbench import TerraformError, Workbench

RESOURCES = load()["hashicorp/google"]["resources"]
TOPIC = 'resource "google_pubsub_topic" "t" {{\n  project = "p"\n  name    = "t"\n{}}}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TOPIC.format("  colour = 1\n"), "Unsupported argument"),
        (TOPIC.format("  labels = 1\n"), "map of string required"),
        (TOPIC.format("  message_storage_policy {}\n"), "Missing required argument"),
        (TOPIC.format("  colours {}\n"), "Unsupported block type"),
        (TOPIC.format("  schema_settings { schema = 1 }\n" * 2), "Too many schema_settings blocks"),
        (TOPIC.format("  effective_labels = {}\n"), "decides this value"),
        (TOPIC.format('  schema_settings {\n schema = "s"\n encoding = "XML"\n}\n'), "none of"),
        ('resource "google_pubsub_topics" "t" {}\n', "Invalid resource type"),
        (TOPIC.format("") + 'output "o" { value = google_pubsub_topic.t.colour }\n', "Unsupported"),
        ('resource "google_firestore_index" "i" { collection = "c" }\n', "Insufficient fields"),
    ],
    ids=lambda value: value[:30].strip() if "resource" not in value else "",
)
def test_a_wrong_argument_is_refused(bench: Workbench, text: str, said: str) -> None:
    file = bench.tree / "terraform/us/wrong.tf"
    file.write_text(text)
    try:
        with pytest.raises(TerraformError, match=said):
            bench.run("us", "validate", "-no-color")
    finally:
        file.unlink()


def test_what_only_an_apply_tells_is_unknown() -> None:
    topic = planned(RESOURCES["google_pubsub_topic"], {"name": "t"}, is_new=True)
    assert is_unknown(topic["id"]) and topic["name"] == "t"


def test_what_is_written_and_never_read_is_not_in_a_plan() -> None:
    given = {"secret": "s", "secret_data_wo": "x"}
    version = planned(RESOURCES["google_secret_manager_secret_version"], given, is_new=True)
    assert version["secret_data_wo"] is None


def test_a_stated_default_is_filled_in_and_what_is_unknown_is_not_judged() -> None:
    function = planned(RESOURCES["google_cloudfunctions2_function"], {"service_config": [{}]}, True)
    assert function["service_config"][0]["ingress_settings"] == "ALLOW_ALL"
    given = {"service_config": [{"ingress_settings": UNKNOWN}]}
    assert list(faults(RESOURCES["google_cloudfunctions2_function"], given)) == []
