"""What happens as time passes, with a day that lasts a fraction of a second."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.api_core.exceptions import FailedPrecondition

from tests.contract.kms.running import LOCATION, Ring, RunningKms, running_kms
from tests.unit.emulators.processes_of import wait_until

DAY_MS = 300
ONE_DAY = {"seconds": 86_400}
PASSED_WITHIN_S = 15


@pytest.fixture
def kms(tmp_path: Path) -> Iterator[RunningKms]:
    """Return a service whose days are short."""
    with running_kms(tmp_path / "keys", "--day-ms", str(DAY_MS)) as running:
        yield running


@pytest.fixture
def ring(kms: RunningKms) -> Ring:
    client = kms.client()
    created = client.create_key_ring(parent=LOCATION, key_ring_id="ring", key_ring={})
    return Ring(client, created.name)


def test_a_version_is_destroyed_when_its_time_has_come(kms: RunningKms, ring: Ring) -> None:
    key = ring.key("key", destroy_scheduled_duration=ONE_DAY)
    version = f"{key}/cryptoKeyVersions/1"
    ciphertext = ring.client.encrypt(name=key, plaintext=b"text").ciphertext
    scheduled = ring.client.destroy_crypto_key_version(name=version)

    stored = kms.data / f"{key}.json"
    wait_until(
        lambda: json.loads(stored.read_text())["versions"]["1"]["material"] is None,
        PASSED_WITHIN_S,
        "the end of the material, though nobody asks for the key",
    )
    destroyed = ring.client.get_crypto_key_version(name=version)
    assert (destroyed.state.name, "destroy_time" in destroyed) == ("DESTROYED", False)
    assert destroyed.destroy_event_time == scheduled.destroy_time
    with pytest.raises(FailedPrecondition, match="DESTROYED"):
        ring.client.decrypt(name=key, ciphertext=ciphertext)
    with pytest.raises(FailedPrecondition):
        ring.client.restore_crypto_key_version(name=version)

    kms.kill()
    kms.start()
    with pytest.raises(FailedPrecondition, match="DESTROYED"):
        kms.client().decrypt(name=key, ciphertext=ciphertext)
    new = kms.client().create_crypto_key_version(parent=key, crypto_key_version={})
    assert new.name.endswith("/2")  # a number is never used again


def test_a_key_rotates_by_itself(ring: Ring) -> None:
    soon = datetime.now(UTC) + timedelta(milliseconds=DAY_MS)
    key = ring.key("key", next_rotation_time=soon, rotation_period=ONE_DAY)
    old = ring.client.encrypt(name=key, plaintext=b"text")
    wait_until(
        lambda: not ring.client.get_crypto_key(name=key).primary.name.endswith(("/1", "/2")),
        PASSED_WITHIN_S,
        "a second rotation",
    )
    assert ring.client.get_crypto_key(name=key).next_rotation_time > soon
    decrypted = ring.client.decrypt(name=key, ciphertext=old.ciphertext)
    assert (decrypted.plaintext, decrypted.used_primary) == (b"text", False)
