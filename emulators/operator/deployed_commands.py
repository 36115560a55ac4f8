"""`two-ledger deployed`: what a deployed pair of projects cannot begin without."""

import re
from typing import Any

import click

from emulators import console
from emulators.google_emulators import external_host
from emulators.operator import show
from emulators.operator.command_line import Code, Failed, json_option, two_ledger
from emulators.partner_credentials import known
from emulators.regions import REGIONS
from shared.core.clock import Entropy
from shared.core.documents import Documents, create
from shared.core.errors import StoreError
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.gcp.clock import SystemEntropy
from shared.gcp.documents import FirestoreDocuments

CODE_FORM = re.compile(r"[A-Z]{4}")


@two_ledger.group()
def deployed() -> None:
    """Work deployed projects, as whom gcloud's application-default login says.

    Example: two-ledger deployed admit NORT --project my-eu-project
    """


@deployed.command("admit")
@click.argument("code", type=Code())
@click.option("--project", required=True, help="The EU project.")
@json_option
def deployed_admit(*, code: str, project: str, as_json: bool) -> None:
    """Give a partner a key pair for all its accounts; the secret is shown this once.

    Example: two-ledger deployed admit NORT --project my-eu-project
    """
    if not CODE_FORM.fullmatch(code):
        raise Failed("A code is four capital letters, as NORT.")
    database = REGIONS["eu"].database
    documents = FirestoreDocuments(project, database, external_host("firestore"))
    try:
        made = admit(documents, SystemEntropy(), code)
    except StoreError as error:
        raise Failed(
            f"The ledger of {project} did not take it ({error}). Who are you? "
            "gcloud auth application-default login"
        ) from None
    if as_json:
        show.as_json(made)
        return
    for name, value in made.items():
        click.echo(f"export TWO_LEDGER_{name.upper()}={value}")
    console.note("Nobody can show the secret again.")


def admit(documents: Documents, entropy: Entropy, code: str) -> dict[str, Any]:
    """Write a partner's credential; return its key and secret.

    Raises StoreError.
    """
    key, secret = "CK" + entropy.token_hex(9).upper(), entropy.token_hex(32)
    credential = Credential(code, hash_secret(secret))
    documents.commit([create(known(credential_path(key)), credential_document(credential))])
    return {"api_key": key, "api_secret": secret}
