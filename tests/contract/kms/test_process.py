"""The service as a process: its keys outlive it, its log and its files tell nobody anything."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulators.kms.process import answers, command
from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import ROOT
from tests.contract.kms.running import LOCATION, Ring, RunningKms, running_kms, set_state
from tests.unit.emulators.processes_of import listening_addresses

TEXT = b"Juan Perez 12345678Z"
EXIT_TIMEOUT_S = 15


@pytest.fixture
def kms(tmp_path: Path) -> Iterator[RunningKms]:
    """Return a service of its own for one test."""
    with running_kms(tmp_path / "keys") as running:
        yield running


def new_ring(kms: RunningKms) -> Ring:
    client = kms.client()
    return Ring(client, client.create_key_ring(
        parent=LOCATION, key_ring_id="ring", key_ring={}
    ).name)  # fmt: skip


def everything(client: Any, ring: str) -> list[Any]:
    keys = list(client.list_crypto_keys(parent=ring))
    versions = [list(client.list_crypto_key_versions(parent=key.name)) for key in keys]
    policies = [client.get_iam_policy(request={"resource": key.name}) for key in keys]
    return [client.get_key_ring(name=ring), keys, versions, policies]


def test_all_of_it_outlives_a_killed_process(kms: RunningKms) -> None:
    ring = new_ring(kms)
    client, vault, index, token = (
        ring.client,
        ring.key("vault", labels={"of": "vault"}),
        f"{ring.key('index', 'MAC')}/cryptoKeyVersions/1",
        f"{ring.key('token', 'ASYMMETRIC_SIGN')}/cryptoKeyVersions/1",
    )
    old = client.encrypt(name=vault, plaintext=TEXT).ciphertext
    client.create_crypto_key_version(parent=vault, crypto_key_version={})
    client.update_crypto_key_primary_version(name=vault, crypto_key_version_id="2")
    new = client.encrypt(name=vault, plaintext=TEXT).ciphertext
    third = client.create_crypto_key_version(parent=vault, crypto_key_version={}).name
    client.destroy_crypto_key_version(name=third)
    member = "serviceAccount:a@p.iam.gserviceaccount.com"
    binding = {"role": "roles/cloudkms.signer", "members": [member]}
    client.set_iam_policy(request={"resource": vault, "policy": {"bindings": [binding]}})
    code = client.mac_sign(name=index, data=TEXT).mac
    public = client.get_public_key(name=token)
    before = everything(client, ring.name)

    kms.kill()
    kms.start()
    client = kms.client()
    assert everything(client, ring.name) == before
    assert [client.decrypt(name=vault, ciphertext=each).plaintext for each in (old, new)] == [
        TEXT,
        TEXT,
    ]
    assert client.mac_sign(name=index, data=TEXT).mac == code
    assert client.get_public_key(name=token) == public
    client.restore_crypto_key_version(name=third)
    set_state(client, third, "ENABLED")


def test_files_are_for_their_owner_alone(kms: RunningKms) -> None:
    new_ring(kms).key("key")
    files = [path for path in kms.data.rglob("*") if path.is_file()]
    assert len(files) == 3  # the lock, the ring, the key
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    folders = [kms.data, *(path for path in kms.data.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_the_log_tells_what_was_changed_or_refused_and_no_more(kms: RunningKms) -> None:
    ring = new_ring(kms)
    vault = ring.key("vault")
    index = f"{ring.key('index', 'MAC')}/cryptoKeyVersions/1"
    sealed = ring.client.encrypt(name=vault, plaintext=TEXT).ciphertext
    ring.client.decrypt(name=vault, ciphertext=sealed)
    code = ring.client.mac_sign(name=index, data=TEXT).mac
    for wrong in ({"ciphertext": TEXT * 3}, {"ciphertext": sealed, "ciphertext_crc32c": 1}):
        with pytest.raises(Exception, match="400") as raised:
            ring.client.decrypt(request={"name": vault} | wrong)
        assert TEXT.decode() not in str(raised.value)

    log = kms.log.read_text()
    first, *lines = log.splitlines()
    assert first == f"serving on 127.0.0.1:{kms.port}"
    assert [(each["method"], each["code"]) for each in map(json.loads, lines)] == [
        ("CreateKeyRing", "OK"),
        ("CreateCryptoKey", "OK"),
        ("CreateCryptoKey", "OK"),
        ("Decrypt", "INVALID_ARGUMENT"),
        ("Decrypt", "INVALID_ARGUMENT"),
    ]
    assert {key for line in lines for key in json.loads(line)} == {
        "method", "resource", "caller", "code"
    }  # fmt: skip
    stored = json.loads((kms.data / f"{vault}.json").read_text())
    material = stored["versions"]["1"]["material"]
    for secret in (TEXT.decode(), material, sealed.hex(), code.hex(), "ipv4"):
        assert secret not in log


def test_it_listens_on_this_machine_alone(kms: RunningKms) -> None:
    mapped = "0000000000000000FFFF0000"  # gRPC listens on ::ffff:127.0.0.1
    (address,) = listening_addresses([kms.process.pid])
    assert address.removeprefix(mapped) == f"0100007F:{kms.port:04X}"


def test_it_stops_when_asked(kms: RunningKms) -> None:
    kms.process.send_signal(signal.SIGTERM)
    assert kms.process.wait(EXIT_TIMEOUT_S) == 0
    assert not answers(kms.host)


def test_two_processes_cannot_share_a_directory_or_a_port(kms: RunningKms, tmp_path: Path) -> None:
    for port, data, text in (
        (free_port(), kms.data, "DirectoryInUse"),
        (kms.port, tmp_path / "other", "RuntimeError"),
    ):
        log = tmp_path / f"{text}.log"
        second = spawn(command(port, data), log, cwd=ROOT)
        try:
            assert second.wait(EXIT_TIMEOUT_S) == 1
        finally:
            stop_process(second)
        assert text in log.read_text()
    assert answers(kms.host)


def test_an_unknown_role_is_refused_at_the_start(tmp_path: Path) -> None:
    line = command(0, tmp_path / "keys", grants=[("a@p.iam.gserviceaccount.com", "roles/owner")])
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=EXIT_TIMEOUT_S)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "UnknownGrant: roles/owner\n"
