"""In production every store is encrypted with a key of ours, in hardware, in the same place."""

import re
from collections.abc import Iterator

from tests.terraform.plans import Plan, Resource, table
from tests.terraform.rules.rule import Findings

KEY = re.compile(
    r"projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/keyRings/cmek/cryptoKeys/(?P<name>\w+)"
)
# Where the name of the key is, by type.
KEYS = {
    "google_artifact_registry_repository": "kms_key_name",
    "google_cloud_run_v2_service": "template/encryption_key",
    "google_cloudfunctions2_function": "kms_key_name",
    "google_firestore_database": "cmek_config/kms_key_name",
    "google_pubsub_topic": "kms_key_name",
    "google_secret_manager_secret": (
        "replication/user_managed/replicas/customer_managed_encryption/kms_key_name"
    ),
    "google_storage_bucket": "encryption/default_kms_key_name",
}


def own_keys(plan: Plan) -> Findings:
    """Each store has a key of this project, in the place of the store."""
    for resource, given in _stores(plan) if plan.is_production else ():
        key = KEY.fullmatch(given or "")
        if key is None or key["project"] != plan.project:
            yield resource.address, "is not encrypted with a key of ours"
        elif key["location"] != _place(plan, resource):
            yield resource.address, f"its key lies in {key['location']}"


def vault_keys(plan: Plan) -> Findings:
    """The vault's databases share no key with the ledger."""
    for resource, given in _stores(plan) if plan.is_production else ():
        key = KEY.fullmatch(given or "")
        is_vault = str(resource.values.get("name")).startswith("vault")
        if key and resource.type.endswith("database") and is_vault != (key["name"] == "vault"):
            yield resource.address, f"has the key {key['name']}"


def hardware(plan: Plan) -> Findings:
    """Keys lie in hardware, are not destroyed at once, and those that can rotate do."""
    for key in plan.of("kms_crypto_key"):
        if key.block("version_template").get("protection_level") != "HSM":
            yield key.address, "does not lie in hardware"
        if int(str(key.values.get("destroy_scheduled_duration", "0s"))[:-1]) < 30 * 86400:
            yield key.address, "is destroyed in less than thirty days"
        rotates = key.values.get("rotation_period")
        if key.values.get("purpose") == "ENCRYPT_DECRYPT" and not rotates:
            yield key.address, "does not rotate"


def table_of_keys(plan: Plan) -> Findings:
    """The EU has every key of the list, for its purpose and algorithm, and the US has none."""
    listed = {key["name"]: key for key in table("functions/keys.json")["keys"]}
    planned = {key.values["name"]: key for key in plan.of("kms_crypto_key")}
    for name, row in listed.items() if plan.root == "eu" else ():
        key = planned.get(name)
        if key is None:
            yield f"google_kms_crypto_key {name}", "is listed and not planned"
        elif key.values["purpose"] != row["purpose"]:
            yield key.address, "has another purpose"
        elif key.block("version_template")["algorithm"] != row["algorithm"]:
            yield key.address, "has another algorithm"
    for name in planned.keys() & listed.keys() if plan.root == "us" else ():
        yield planned[name].address, "is a key of the EU"


def _stores(plan: Plan) -> Iterator[tuple[Resource, str | None]]:
    for resource in plan.resources:
        if resource.type in KEYS:
            yield resource, _at(resource.values, KEYS[resource.type].split("/"))


def _at(values: object, path: list[str]) -> str | None:
    for name in path:
        found = values.get(name) if isinstance(values, dict) else None
        values = found[0] if isinstance(found, list) and found else found
    return values if isinstance(values, str) else None


def _place(plan: Plan, resource: Resource) -> str:
    given = resource.values.get("location_id") or resource.values.get("location") or plan.region
    return str(given)
