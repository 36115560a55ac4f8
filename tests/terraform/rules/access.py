"""Everybody may do what they must, and nothing else."""

import re

from tests.terraform.grants import grants, name_of
from tests.terraform.plans import Plan, table
from tests.terraform.rules.rule import Findings

EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
# Roles that may be had on something; everything else has to be argued here first.
ROLES = frozenset(
    {
        "artifactregistry.writer",
        "cloudkms.cryptoKeyDecrypter",
        "cloudkms.cryptoKeyEncrypter",
        "cloudkms.cryptoKeyEncrypterDecrypter",
        "cloudkms.publicKeyViewer",
        "cloudkms.signer",
        "cloudkms_locations_generateRandomBytes",
        "datastore.importExportAdmin",
        "datastore.user",
        "datastore.viewer",
        "iam.serviceAccountTokenCreator",
        "logging.logWriter",
        "own_subscriptions",
        "pubsub.publisher",
        "pubsub.subscriber",
        "pubsub_topics_attachSubscription",
        "run.invoker",
        "secretmanager.secretAccessor",
        "storage.objectAdmin",
        "storage.objectUser",
        "storage.objectViewer",
    }
)
# Roles that may be had on a whole project: nothing narrower exists.
WHOLE = frozenset(
    {"cloudkms_locations_generateRandomBytes", "logging.logWriter", "own_subscriptions"}
)
VAULT = frozenset({"fn-identity", "fn-identity-jobs"})
OWN_SUBSCRIPTIONS = {f"pubsub.subscriptions.{verb}" for verb in ("consume", "create", "delete")}
EXCLUSIVE = re.compile(r"google_\w+_iam_(binding|policy)")
ATTACH = "pubsub_topics_attachSubscription"


def nobody_unknown(plan: Plan) -> Findings:
    """Everybody is let in to what stands behind the edge, and to nothing else."""
    behind = {name for name, row in plan.bundles.items() if row["kind"] != "push"}
    for grant in grants(plan):
        is_edge = grant.role == "run.invoker" and grant.what.removeprefix("service ") in behind
        if grant.who in EVERYBODY and not is_edge:
            yield grant.address, f"lets {grant.who} in"


def narrow_roles(plan: Plan) -> Findings:
    """Roles are the listed ones, and on single things."""
    for grant in grants(plan):
        if grant.role not in ROLES:
            yield grant.address, f"has the role {grant.role}"
        elif grant.what == "project" and grant.role not in WHOLE:
            yield grant.address, f"has {grant.role} on the whole project"


def own_roles(plan: Plan) -> Findings:
    """Roles of our own are one permission, but for those who make subscriptions of their own."""
    for role in plan.of("project_iam_custom_role"):
        permissions = set(role.values["permissions"])
        if len(permissions) > 1 and permissions != OWN_SUBSCRIPTIONS:
            yield role.address, "is more than one permission"


def no_keys(plan: Plan) -> Findings:
    """No key of a service account, and no grant that removes those of others."""
    for resource in plan.resources:
        if resource.type == "google_service_account_key":
            yield resource.address, "is a key"
        if EXCLUSIVE.fullmatch(resource.type):
            yield resource.address, "removes what others were granted"


def publishers(plan: Plan) -> Findings:
    """Exactly those publish to a topic who are listed to; its dead letters, Pub/Sub alone."""
    for topic in plan.of("pubsub_topic"):
        name = topic.values["name"]
        listed = {
            plan.account(f"fn-{function}")
            for function, row in plan.bundles.items()
            if name in row["access"].get("publishes", [])
        }
        granted = {
            grant.who
            for grant in grants(plan)
            if (grant.what, grant.role) == (f"topic {name}", "pubsub.publisher")
            and not name_of(grant.who).startswith("agent")
        }
        for who in listed ^ granted:
            yield topic.address, f"{name_of(who)} publishes or should, not both"


def databases(plan: Plan) -> Findings:
    """Exactly those reach a database who are listed to."""
    listed = {
        (plan.account(f"fn-{name}"), f"datastore.{role}", f"database {database}")
        for name, row in plan.bundles.items()
        for database, role in row["access"].get("databases", {}).items()
    }
    granted = {
        (grant.who, grant.role, grant.what): grant.address
        for grant in grants(plan)
        if grant.role in ("datastore.user", "datastore.viewer")
    }
    for found in listed ^ granted.keys():
        address = granted.get(found, "google_project_iam_member")
        yield address, f"{' '.join(found)} is granted or listed, not both"
    for member in plan.of("project_iam_member"):
        condition = member.block("condition")
        database = str(condition.get("title")).removeprefix("only ")
        wanted = f'resource.name == "projects/{plan.project}/databases/{database}"'
        if condition and condition["expression"] != wanted:
            yield member.address, "its condition is not the database"


def vault(plan: Plan) -> Findings:
    """The vault's databases are for the identity functions alone."""
    for grant in grants(plan):
        who = name_of(grant.who)
        if grant.what.startswith("database vault") and who not in VAULT:
            yield grant.address, f"{who} reaches the vault"


def keys(plan: Plan) -> Findings:
    """Exactly those use a key of the list who are listed to."""
    if plan.root == "us":
        return
    listed = {
        (member, role.removeprefix("roles/"), f"key {key['name']}")
        for key in table("functions/keys.json")["keys"]
        for role, users in key["roles"].items()
        for user in users
        for member in _members(plan, user)
    }
    own = {what for _, _, what in listed}
    granted = {
        (grant.who, grant.role, grant.what): grant.address
        for grant in grants(plan)
        if grant.what in own
    }
    for found in listed ^ granted.keys():
        address = granted.get(found, "google_kms_crypto_key_iam_member")
        yield address, f"{' '.join(found)} is granted or listed, not both"


def store_keys(plan: Plan) -> Findings:
    """Keys of stores are for Google's own accounts, that encrypt the stores."""
    own = {key["name"] for key in table("functions/keys.json")["keys"]}
    for grant in grants(plan):
        is_store_key = grant.what.startswith("key ") and grant.what[4:] not in own
        if is_store_key and not name_of(grant.who).startswith("agent"):
            yield grant.address, f"{name_of(grant.who)} may use the key of a store"


def attaching(plan: Plan) -> Findings:
    """Who attaches subscriptions does so by the one permission and on their topics."""
    crossing = {
        row["topic"]
        for row in table("functions/topology.json")["subscriptions"]
        if row["topic_region"] == plan.root != row["region"]
    }
    subscribed = {
        (plan.account(f"fn-{name}"), topic)
        for name, row in plan.bundles.items()
        for topic in row["access"].get("subscribes", [])
    }
    for grant in grants(plan):
        topic = grant.what.removeprefix("topic ")
        is_peer = f"@{plan.project}." not in grant.who and topic in crossing
        if grant.role == ATTACH and not (is_peer or (grant.who, topic) in subscribed):
            yield grant.address, f"{name_of(grant.who)} attaches to {topic}"
    held = {grant.what[6:] for grant in grants(plan) if grant.role == ATTACH}
    for topic in crossing - held:
        yield f"google_pubsub_topic_iam_member {topic}", "the peer cannot attach"


def accounts(plan: Plan) -> Findings:
    """Each deployable runs as an account of its own."""
    for function in plan.of("cloudfunctions2_function", "cloud_run_v2_service"):
        config = function.block("service_config") or function.block("template")
        given = config.get("service_account_email") or config.get("service_account")
        wanted = plan.account(f"fn-{function.values['name']}").removeprefix("serviceAccount:")
        if given != wanted:
            yield function.address, f"runs as {given}"
        builder = str(function.block("build_config").get("service_account"))
        if not builder.endswith(f"/builder@{plan.project}.iam.gserviceaccount.com"):
            yield function.address, "is built as somebody else"


def secrets(plan: Plan) -> Findings:
    """The border's key is for those who seal."""
    sealing = {
        plan.account(f"fn-{name}")
        for name, row in plan.bundles.items()
        if row["access"].get("seals")
    }
    readers = {grant.who for grant in grants(plan) if grant.role == "secretmanager.secretAccessor"}
    for who in sealing ^ readers:
        yield "google_secret_manager_secret_iam_member", f"{name_of(who)} seals or reads, not both"


def _members(plan: Plan, user: str) -> list[str]:
    if user == "every-eu-function":
        return [plan.account(f"fn-{name}") for name in plan.bundles]
    return [plan.account(user)]
