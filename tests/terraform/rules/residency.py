"""Nothing lies, is handled or is terminated outside the region's own area."""

import re
from collections.abc import Iterator
from typing import Any

from tests.terraform.plans import Plan
from tests.terraform.rules.rule import Findings

AREAS = {
    "eu": frozenset(
        {
            "europe-central2", "europe-north1", "europe-north2", "europe-southwest1",
            "europe-west1", "europe-west10", "europe-west12", "europe-west3", "europe-west4",
            "europe-west8", "europe-west9",
        }
    ),
    "us": frozenset(
        {
            "us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west2",
            "us-west3", "us-west4",
        }
    ),
}  # fmt: skip
LOCATIONS = frozenset(
    {"allowed_persistence_regions", "location", "location_id", "region", "regions", "zone"}
)
# Types with an argument that says where; left out, the place would be anybody's choice.
SAY_WHERE = {
    "google_artifact_registry_repository": "location",
    "google_certificate_manager_certificate": "location",
    "google_certificate_manager_dns_authorization": "location",
    "google_certificate_manager_trust_config": "location",
    "google_cloud_run_v2_service": "location",
    "google_cloud_scheduler_job": "region",
    "google_cloudfunctions2_function": "location",
    "google_compute_address": "region",
    "google_compute_forwarding_rule": "region",
    "google_firestore_database": "location_id",
    "google_kms_key_ring": "location",
    "google_logging_project_bucket_config": "location",
    "google_network_security_server_tls_policy": "location",
    "google_storage_bucket": "location",
}
WORLDWIDE = re.compile(
    r"google_compute_(global_\w+|backend_(service|bucket)|url_map|target_https?_proxy|security_policy"
    r"|ssl_policy|managed_ssl_certificate)|google_certificate_manager_certificate_map\w*"
)
REQUEST_LOGS = ("run.googleapis.com/requests", "http_external_regional_lb_rule")


def inside(plan: Plan) -> Findings:
    """Every place that a resource names is in the area."""
    area = AREAS[plan.root]
    for resource in plan.resources:
        for name, place in _places(resource.values):
            if re.sub(r"-[a-f]$", "", place.lower()) not in area:
                yield resource.address, f"{name} is {place}"


def stated(plan: Plan) -> Findings:
    """What could lie anywhere says where it lies."""
    for resource in plan.resources:
        argument = SAY_WHERE.get(resource.type)
        if argument and not resource.values.get(argument):
            yield resource.address, f"{argument} is not given"


def regional(plan: Plan) -> Findings:
    """Nothing of the edge is spread over the world."""
    for resource in plan.resources:
        if WORLDWIDE.fullmatch(resource.type):
            yield resource.address, "is a resource without a region"


def messages_stay(plan: Plan) -> Findings:
    """Topics keep messages in the region, and handle them there."""
    for topic in plan.of("pubsub_topic"):
        policy = topic.block("message_storage_policy")
        if policy.get("allowed_persistence_regions") != [plan.region]:
            yield topic.address, "stores outside the region"
        if policy.get("enforce_in_transit") is not True:
            yield topic.address, "handles messages anywhere"


def secrets_stay(plan: Plan) -> Findings:
    """Secrets have replicas where we say."""
    for secret in plan.of("secret_manager_secret"):
        replication = secret.block("replication")
        if replication.get("auto") or not replication.get("user_managed"):
            yield secret.address, "is replicated anywhere"


def logs_stay(plan: Plan) -> Findings:
    """Logs go to the regional bucket alone, without request logs."""
    for sink in plan.of("logging_project_sink"):
        if f"/locations/{plan.region}/buckets/" not in str(sink.values.get("destination")):
            yield sink.address, "leaves the region"
        left_out = " ".join(row["filter"] for row in sink.values.get("exclusions") or [])
        if not all(log in left_out for log in REQUEST_LOGS):
            yield sink.address, "keeps request logs"
    for backend in plan.of("compute_region_backend_service"):
        if backend.block("log_config").get("enable") is not False:
            yield backend.address, "logs requests"
    if not any("severity >= DEFAULT" in row.values["filter"] for row in _default_exclusions(plan)):
        yield "google_logging_project_exclusion", "the global default bucket takes logs"


def policies(plan: Plan) -> Findings:
    """Production is bound by organization policies to the area."""
    found = {row.values["name"].rpartition("/")[2]: row for row in plan.of("org_policy_policy")}
    if plan.is_production and "gcp.resourceLocations" not in found:
        yield "google_org_policy_policy", "no policy on locations"
    if policy := found.get("gcp.resourceLocations"):
        allowed = policy.block("spec")["rules"][0]["values"][0]["allowed_values"]
        if allowed != [f"in:{plan.root}-locations"]:
            yield policy.address, f"allows {allowed}"
    for name in ("iam.disableServiceAccountKeyCreation", "pubsub.enforceInTransitRegions"):
        if plan.is_production and name not in found:
            yield "google_org_policy_policy", f"{name} is not set"


def _default_exclusions(plan: Plan) -> list[Any]:
    return plan.of("logging_project_exclusion")


def _places(values: object) -> Iterator[tuple[str, str]]:
    if isinstance(values, list):
        for item in values:
            yield from _places(item)
    elif isinstance(values, dict):
        for name, value in values.items():
            if name in LOCATIONS:
                places = value if isinstance(value, list) else [value]
                yield from ((name, place) for place in places if isinstance(place, str))
            else:
                yield from _places(value)
