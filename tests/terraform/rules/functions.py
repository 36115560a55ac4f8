"""Functions are those of the table of bundles, and are reached as they must be."""

import re
from collections.abc import Callable, Mapping

from functions.bundle import ROOT, bundles, contents
from shared.gcp.settings import MissingSetting, read, read_relay
from tests.terraform.grants import grants, name_of
from tests.terraform.plans import PEERS, Plan, table
from tests.terraform.rules.rule import Findings

INGRESS = {
    "public": "ALLOW_INTERNAL_AND_GCLB",
    "push": "ALLOW_INTERNAL_ONLY",
    "stream": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
}
ASKS_NOTHING = "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA"
OBJECT = re.compile(r"[a-z-]+/[0-9a-f]{64}[.]zip")
MINUTE_S = 60


def deployables(plan: Plan) -> Findings:
    """Every bundle of the region is deployed, from its archive, as its kind."""
    planned = {
        row.values["name"]: row
        for row in plan.of("cloudfunctions2_function", "cloud_run_v2_service")
    }
    for name in plan.bundles.keys() ^ planned.keys():
        yield f"function {name}", "is planned or listed, not both"
    for name in plan.bundles.keys() & planned.keys():
        kind, row = plan.bundles[name]["kind"], planned[name]
        ingress = row.values.get("ingress") or row.block("service_config").get("ingress_settings")
        if ingress != INGRESS[kind]:
            yield row.address, f"can be reached by {ingress}"


def threads(plan: Plan) -> Findings:
    """A function has a thread for each request it takes, and ends before it is given up.

    One that ticks many times a minute may take the minute.
    """
    often = {row["function"] for row in plan.rows("jobs") if row.get("times", 1) > 1}
    for row in plan.of("cloudfunctions2_function"):
        config = row.block("service_config")
        given = config.get("environment_variables", {}).get("THREADS")
        if given != str(config.get("max_instance_request_concurrency")):
            yield row.address, "has not a thread for each request"
        timeout_s = config.get("timeout_seconds", 0)
        if not 0 < timeout_s < _deadline_s(plan, row.values["name"]):
            yield row.address, "may be given up while it works"
        if timeout_s <= MINUTE_S and row.values["name"] in often:
            yield row.address, "ends before its minute does"


def archives(plan: Plan) -> Findings:
    """An archive has the files of functions/bundle.py, none of the other region, and its digest."""
    strange = tuple(f"{top}/{PEERS[plan.root]}/" for top in ("shared", "functions"))
    for key, bundle in bundles(ROOT).items():
        if bundle.region != plan.root:
            continue
        files = _files(plan, bundle.name)
        for path in files.keys() ^ contents(key).keys():
            yield f"archive {bundle.name}", f"{path} is in one of the two"
        for path in files.values():
            if path.startswith(strange):
                yield f"archive {bundle.name}", f"holds {path}"
    for row in plan.of("storage_bucket_object"):
        if not OBJECT.fullmatch(row.values["name"]):
            yield row.address, "is not named by its contents"


def settings(plan: Plan) -> Findings:
    """A function starts with its settings; no secret stands among them, and no emulator."""
    for row in plan.of("cloudfunctions2_function"):
        given = row.block("service_config").get("environment_variables", {})
        yield from _missing(row.address, given, read)
        for name, value in given.items():
            is_secret = name == "BORDER_SIGNING_SEED" and value != "00"
            if is_secret or name.endswith("_EMULATOR_HOST"):
                yield row.address, f"is told {name}"
    for row in plan.of("cloud_run_v2_service"):
        (container,) = row.block("template")["containers"]
        told = {each["name"]: str(each["value"]) for each in container["env"]}
        yield from _missing(row.address, told, read_relay)


def objects(plan: Plan) -> Findings:
    """Who keeps objects is told their bucket and may use it, and nobody else."""
    listed = {name for name, row in plan.bundles.items() if row["access"].get("objects")}
    buckets = {row.values["name"] for row in plan.of("storage_bucket")}
    for row in plan.of("cloudfunctions2_function"):
        given = row.block("service_config").get("environment_variables", {})
        bucket = given.get("OBJECTS_BUCKET")
        if (bucket is not None) is not (row.values["name"] in listed):
            yield row.address, "is told of a bucket, or should be, not both"
        if bucket is not None and bucket not in buckets:
            yield row.address, f"is told of {bucket}, which is not there"
        if bucket is not None and given.get(ASKS_NOTHING) != "true":
            yield row.address, "asks what bucket it is"
    accounts = {plan.account(f"fn-{name}") for name in listed}
    users = {grant.who for grant in grants(plan) if grant.role == "storage.objectUser"}
    for who in accounts ^ users:
        yield "google_storage_bucket_iam_member", f"{name_of(who)} uses objects or should, not both"


def buckets(plan: Plan) -> Findings:
    """No bucket is open, and what was erased stays erased."""
    for row in plan.of("storage_bucket"):
        if row.values.get("public_access_prevention") != "enforced":
            yield row.address, "can be opened to everybody"
        if row.values.get("uniform_bucket_level_access") is not True:
            yield row.address, "has access lists"
        is_documents = row.values["name"].endswith("-documents")
        if is_documents and row.block("versioning").get("enabled") is not False:
            yield row.address, "keeps what was erased"
        if is_documents and row.block("soft_delete_policy").get("retention_duration_seconds") != 0:
            yield row.address, "keeps what was erased"


def _missing(address: str, told: Mapping[str, str], start: Callable[..., object]) -> Findings:
    """Start with settings as the deployable does; its seed is a secret, or signs nothing."""
    try:
        start({"BORDER_SIGNING_SEED": "00", **told})
    except MissingSetting as missing:
        yield address, f"is not told {missing}"


def _deadline_s(plan: Plan, function: str) -> int:
    """Return how soon what is pushed to a function is given up."""
    common: int = table("functions/topology.json")["delivery"]["ack_deadline_s"]
    own = [row for row in plan.rows("subscriptions") if row["function"] == function]
    return min((row.get("ack_deadline_s", common) for row in own), default=common)


def _files(plan: Plan, name: str) -> dict[str, str]:
    """Return the paths in the project by those in an archive."""
    for row in plan.resources:
        if row.type == "archive_file" and f'["{name}"]' in row.address:
            return {source["filename"]: source["content"] for source in row.values["source"]}
    return {}
