"""Service accounts by their e-mail: each deployable has its own, `fn-<name>`."""


def email_of(service_account: str, project: str) -> str:
    """Return the e-mail of a project's service account."""
    return f"{service_account}@{project}.iam.gserviceaccount.com"
