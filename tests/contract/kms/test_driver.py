"""How the driver names its caller, and what it does while the service is away."""

import time
from pathlib import Path

import pytest

from shared.core.errors import KeyRefused, Unavailable
from shared.gcp.keys import KmsKeys
from shared.gcp.settings import MissingSetting, read
from tests.contract.failing_server import FailingServer
from tests.contract.kms.running import LOCATION, Ring, RunningKms

ENVIRONMENT = {
    "PROJECT": "contract",
    "DATABASE": "vault",
    "BORDER_KEY_ID": "eu",
    "BORDER_SIGNING_SEED": "00",
    "BORDER_PEER_KEYS": "{}",
    "KMS_LOCATION": "europe-southwest1",
    "KMS_KEY_RING": "ring",
}


def test_an_emulator_is_told_the_caller(failing: FailingServer) -> None:
    settings = read(ENVIRONMENT | {"KMS_EMULATOR_HOST": failing.host})
    with pytest.raises(Unavailable):
        KmsKeys.of(settings, "fn-identity").mac("index", b"data")
    with pytest.raises(Unavailable):
        KmsKeys("p", "l", "r", failing.host).mac("index", b"data")
    told, silent = failing.calls
    assert told["authorization"] == "Bearer fn-identity@contract.iam.gserviceaccount.com"
    assert "authorization" not in silent


@pytest.mark.parametrize("name", ["KMS_LOCATION", "KMS_KEY_RING"])
def test_a_missing_setting_is_named(name: str) -> None:
    settings = read({key: value for key, value in ENVIRONMENT.items() if key != name})
    with pytest.raises(MissingSetting, match=name):
        KmsKeys.of(settings, "fn-identity")


def test_the_driver_finds_a_service_that_was_started_again(tmp_path: Path) -> None:
    kms = RunningKms(tmp_path / "keys")
    kms.start()
    try:
        client = kms.client()
        created = client.create_key_ring(parent=LOCATION, key_ring_id="ring", key_ring={})
        Ring(client, created.name).key("vault")
        keys = KmsKeys("contract", "europe-southwest1", "ring", kms.host)
        ciphertext = keys.encrypt("vault", b"Juan", b"aad")
        kms.kill()
        with pytest.raises(Unavailable):
            keys.decrypt("vault", ciphertext, b"aad")
        kms.start()
        assert decrypted_within(keys, ciphertext, timeout_s=5) == b"Juan"
        with pytest.raises(KeyRefused):
            keys.decrypt("vault", ciphertext, b"other")
    finally:
        kms.kill()


def decrypted_within(keys: KmsKeys, ciphertext: bytes, timeout_s: float) -> bytes:
    deadline_s = time.monotonic() + timeout_s
    while True:
        try:
            return keys.decrypt("vault", ciphertext, b"aad")
        except Unavailable:
            assert time.monotonic() < deadline_s
            time.sleep(0.05)
