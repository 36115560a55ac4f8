"""Who may do what: every grant of a plan, in one form."""

from dataclasses import dataclass

from tests.terraform.plans import Plan, Resource

# What a grant is on, by the type that makes it.
ON = {
    "google_artifact_registry_repository_iam_member": ("repository", "images"),
    "google_cloud_run_v2_service_iam_member": ("name", "service"),
    "google_kms_crypto_key_iam_member": ("crypto_key_id", "key"),
    "google_pubsub_subscription_iam_member": ("subscription", "subscription"),
    "google_pubsub_topic_iam_member": ("topic", "topic"),
    "google_secret_manager_secret_iam_member": ("secret_id", "secret"),
    "google_service_account_iam_member": ("service_account_id", "account"),
    "google_storage_bucket_iam_member": ("bucket", "bucket"),
}


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """`who` may do what `role` says on `what`; a whole project unless a condition narrows it."""

    who: str
    role: str
    what: str
    address: str


def grants(plan: Plan) -> list[Grant]:
    """Return every grant of a plan, sorted."""
    return sorted(_grant(row) for row in plan.resources if row.type.endswith("_iam_member"))


def name_of(member: str) -> str:
    """Return a member without the project that it is of."""
    kind, _, address = member.partition(":")
    if kind != "serviceAccount":
        return member
    name, _, domain = address.partition("@")
    return f"agent {domain.partition('.')[0]}" if name.startswith("service-") else name


def _grant(row: Resource) -> Grant:
    role = str(row.values["role"]).removeprefix("roles/").rpartition("/")[2]
    return Grant(str(row.values["member"]), role, _what(row), row.address)


def _what(row: Resource) -> str:
    if row.type == "google_project_iam_member":
        title = row.block("condition").get("title")
        return f"database {title.removeprefix('only ')}" if title else "project"
    argument, word = ON[row.type]
    return f"{word} {str(row.values.get(argument, 'legal-release')).rpartition('/')[2]}"
