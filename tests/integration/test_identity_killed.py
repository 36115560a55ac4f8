"""The identity process is killed at every step of an opening: nothing is left, or all of it (D15).

The functions, the database emulator and the key service are the real ones; the processes die by
SIGKILL before each commit and each call of the key service in turn.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from emulators.kms import key_list
from emulators.kms.provision import KeyMaker
from emulators.sandbox import ROOT
from shared.core.documents import create
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.eu.identity.wiring.stores import VAULT, VAULT_KEYS
from shared.gcp.documents import FirestoreDocuments
from tests.contract.kms.running import running_kms
from tests.unit.eu.identity.bodies import application

pytestmark = pytest.mark.emulators

STEPS_MIN = 13
STEPS_MAX = 22
LATER_S = 600
SECRET = "11" * 32
PASSPORT = {
    "document_type": "identity_verification",
    "document_sub_type": "passport",
    "content": "UEFTU1BPUlQ=",
    "mime_type": "image/png",
}
LEFT = {
    "ledger": ("accounts", "account_numbers", "events"),
    VAULT: ("indexes", "holders", "subjects", "uploads"),
    VAULT_KEYS: ("wraps",),
}


@dataclass(frozen=True)
class Partner:
    """A partner that nobody else uses, and whose client has an address that nobody else has."""

    correspondent: str
    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Identity:
    """The identity service as processes that can be killed."""

    process: "subprocess.Popen[str]"
    firestore_host: str
    objects: Path

    def do(self, **asked: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def killed_at(self, step: int, partner: Partner) -> bool:
        """Kill an opening before a step; return whether it came that far."""
        answer = self.do(open=partner.body, key=partner.key, kill_before=step)
        assert answer["killed_by"] in (0, signal.SIGKILL)
        return bool(answer["killed_by"])

    def left(self) -> set[str]:
        """Return the paths of all documents that an opening makes, and of all stored objects."""
        documents = {
            f"{name}/{seen.path}"
            for name, collections in LEFT.items()
            for collection in collections
            for seen in self.database(name).query(collection, limit=5_000)
        }
        return documents | {str(path) for path in self.objects.rglob("*") if path.is_file()}

    def accounts(self, partner: Partner) -> list[str]:
        """Return the ids of a partner's accounts."""
        found = self.database("ledger").query("accounts", limit=5_000)
        return [
            seen.path.partition("/")[2]
            for seen in found
            if (seen.data or {})["correspondent"] == partner.correspondent
        ]

    def database(self, name: str) -> FirestoreDocuments:
        return FirestoreDocuments(key_list.read().project, name, self.firestore_host)

    def new_partner(self) -> Partner:
        """Give a new partner a key, and an application that nobody has sent before."""
        code = uuid4().hex[:12].upper()
        correspondent, key_id = f"P{code[:8]}", f"CK{code}".ljust(20, "0")
        credential = credential_document(Credential(correspondent, hash_secret(SECRET)))
        path = credential_path(key_id)
        assert path is not None
        self.database("ledger").commit([create(path, credential)])
        body = application(
            contact__email_address=f"{code.lower()}@example.org", documents=[PASSPORT]
        )
        return Partner(correspondent, f"{key_id}:{SECRET}", body)

    def assert_complete(self, partner: Partner) -> None:
        """Check that the partner has one account, and that it is whole."""
        (account_id,) = self.accounts(partner)
        shown = self.do(show=account_id, key=partner.key)
        assert (shown["status"], shown["body"]["status"]) == (200, "ACTIVE")
        assert shown["body"]["contact"] == {**shown["body"]["contact"], **_asked(partner)}
        assert shown["body"]["trusted_contact"]["given_name"] == "Luis"
        assert [each["document_sub_type"] for each in shown["body"]["documents"]] == ["passport"]


def _asked(partner: Partner) -> dict[str, Any]:
    contact = partner.body["contact"]
    return {name: contact[name] for name in ("email_address", "city")}


@pytest.fixture(scope="module")
def identity(firestore_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    listed, folder = key_list.read(), tmp_path_factory.mktemp("mortal")
    with running_kms(folder / "keys", strict=True, grants=listed.grants()) as kms:
        KeyMaker(kms.host, listed).create()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.mortal_identity"],
            cwd=ROOT,
            env=_environment(firestore_host, kms.host, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Identity(process, firestore_host, folder / "objects")
        finally:
            process.communicate(timeout=10)


def _environment(firestore_host: str, kms_host: str, folder: Path) -> dict[str, str]:
    listed = key_list.read()
    return {
        "PROJECT": listed.project,
        "DATABASE": "ledger",
        "FIRESTORE_EMULATOR_HOST": firestore_host,
        # Nobody listens there: nudges are lost, as they may be.
        "PUBSUB_EMULATOR_HOST": "127.0.0.1:9",
        "KMS_EMULATOR_HOST": kms_host,
        "KMS_LOCATION": listed.location,
        "KMS_KEY_RING": listed.key_ring,
        "BORDER_KEY_ID": "eu-1",
        "BORDER_SIGNING_SEED": "00" * 32,
        "BORDER_PEER_KEYS": "{}",
        "OBJECTS_FOLDER": str(folder / "objects"),
        "REVIEW": "automatic",
        "GRPC_VERBOSITY": "NONE",
    }


def test_what_a_killed_opening_left_is_taken_up_by_the_same_request(identity: Identity) -> None:
    steps = 0
    for step in range(1, STEPS_MAX):
        partner = identity.new_partner()
        if not identity.killed_at(step, partner):
            break
        steps += 1
        answer = identity.do(open=partner.body, key=partner.key)
        complete_before = answer["body"].get("reason") == "duplicate_email"
        assert answer["status"] == 200 or complete_before, (step, answer)
        identity.assert_complete(partner)
    assert STEPS_MIN <= steps < STEPS_MAX - 1


def test_what_nobody_takes_up_is_removed_by_the_sweeper(identity: Identity) -> None:
    cleared = 0
    for step in range(1, STEPS_MAX):
        before = identity.left()
        partner = identity.new_partner()
        if not identity.killed_at(step, partner):
            break
        identity.do(sweep_later_s=LATER_S)
        if identity.accounts(partner):
            identity.assert_complete(partner)
        else:
            assert identity.left() == before, step
            cleared += 1
        assert identity.do(open=partner.body, key=partner.key)["status"] in (200, 409), step
        identity.assert_complete(partner)
    assert cleared >= 2
