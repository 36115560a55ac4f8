"""Versions: their states, and what each state allows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import FailedPrecondition, InvalidArgument, NotFound

from tests.contract.kms.running import Ring, set_state

ONE_DAY = {"seconds": 86_400}


def test_versions_are_numbered_and_none_becomes_primary_by_itself(ring: Ring) -> None:
    key = ring.key("key")
    for number in (2, 3):
        version = ring.client.create_crypto_key_version(parent=key, crypto_key_version={})
        assert version.name == f"{key}/cryptoKeyVersions/{number}"
        assert version.state.name == "ENABLED"
    listed = ring.client.list_crypto_key_versions(request={"parent": key, "page_size": 1})
    assert [each.name[-2:] for each in listed] == ["/1", "/2", "/3"]
    assert ring.client.get_crypto_key(name=key).primary.name.endswith("/1")


def test_a_version_may_begin_disabled(ring: Ring) -> None:
    key = ring.key("key")
    version = ring.client.create_crypto_key_version(
        parent=key, crypto_key_version={"state": "DISABLED"}
    )
    assert version.state.name == "DISABLED"
    with pytest.raises(InvalidArgument):
        ring.client.create_crypto_key_version(parent=key, crypto_key_version={"state": "DESTROYED"})


def test_an_unknown_version_is_not_found(ring: Ring) -> None:
    key = ring.key("key")
    with pytest.raises(NotFound):
        ring.client.get_crypto_key_version(name=f"{key}/cryptoKeyVersions/2")
    with pytest.raises(InvalidArgument):
        ring.client.get_crypto_key_version(name=f"{key}/cryptoKeyVersions/0")


def test_a_disabled_version_rests_until_it_is_enabled(ring: Ring) -> None:
    key = ring.key("key")
    ciphertext = ring.client.encrypt(name=key, plaintext=b"text").ciphertext
    disabled = set_state(ring.client, f"{key}/cryptoKeyVersions/1", "DISABLED")
    assert disabled.state.name == "DISABLED"
    assert ring.client.get_crypto_key(name=key).primary == disabled
    with pytest.raises(FailedPrecondition, match="is not enabled, current state is: DISABLED"):
        ring.client.encrypt(name=key, plaintext=b"text")
    with pytest.raises(FailedPrecondition, match="is not enabled, current state is: DISABLED"):
        ring.client.decrypt(name=key, ciphertext=ciphertext)
    set_state(ring.client, disabled.name, "ENABLED")
    assert ring.client.decrypt(name=key, ciphertext=ciphertext).plaintext == b"text"


def test_only_the_state_changes_and_only_to_enabled_or_disabled(ring: Ring) -> None:
    version = f"{ring.key('key')}/cryptoKeyVersions/1"
    for state in ("DESTROYED", "DESTROY_SCHEDULED", "CRYPTO_KEY_VERSION_STATE_UNSPECIFIED"):
        with pytest.raises(InvalidArgument):
            set_state(ring.client, version, state)
    for paths in ([], ["algorithm"], ["state", "algorithm"]):
        with pytest.raises(InvalidArgument):
            ring.client.update_crypto_key_version(
                crypto_key_version={"name": version, "state": "DISABLED"},
                update_mask={"paths": paths},
            )
    assert ring.client.get_crypto_key_version(name=version).state.name == "ENABLED"


def test_a_destruction_waits_and_can_be_called_off(ring: Ring) -> None:
    key = ring.key("key", destroy_scheduled_duration=ONE_DAY)
    version = f"{key}/cryptoKeyVersions/1"
    ciphertext = ring.client.encrypt(name=key, plaintext=b"text").ciphertext

    scheduled = ring.client.destroy_crypto_key_version(name=version)
    assert scheduled.state.name == "DESTROY_SCHEDULED"
    delay = scheduled.destroy_time - datetime.now(UTC)
    assert timedelta(hours=24) - timedelta(minutes=1) < delay <= timedelta(hours=24)
    with pytest.raises(FailedPrecondition, match="DESTROY_SCHEDULED"):
        ring.client.decrypt(name=key, ciphertext=ciphertext)

    restored = ring.client.restore_crypto_key_version(name=version)
    assert (restored.state.name, "destroy_time" in restored) == ("DISABLED", False)
    set_state(ring.client, version, "ENABLED")
    assert ring.client.decrypt(name=key, ciphertext=ciphertext).plaintext == b"text"


def test_a_disabled_version_can_be_destroyed(ring: Ring) -> None:
    version = f"{ring.key('key')}/cryptoKeyVersions/1"
    set_state(ring.client, version, "DISABLED")
    scheduled = ring.client.destroy_crypto_key_version(name=version)
    thirty_days = scheduled.destroy_time - datetime.now(UTC)
    assert timedelta(days=29) < thirty_days <= timedelta(days=30)


def test_a_step_out_of_the_wrong_state_is_refused(ring: Ring) -> None:
    version = f"{ring.key('key')}/cryptoKeyVersions/1"
    with pytest.raises(FailedPrecondition):
        ring.client.restore_crypto_key_version(name=version)
    ring.client.destroy_crypto_key_version(name=version)
    steps: list[Callable[[], Any]] = [
        lambda: ring.client.destroy_crypto_key_version(name=version),
        lambda: set_state(ring.client, version, "ENABLED"),
        lambda: set_state(ring.client, version, "DISABLED"),
    ]
    for step in steps:
        with pytest.raises(FailedPrecondition):
            step()


def test_a_primary_is_an_enabled_version_of_a_symmetric_key(ring: Ring) -> None:
    key, mac = ring.key("key"), ring.key("mac", "MAC")
    second = ring.client.create_crypto_key_version(parent=key, crypto_key_version={})
    set_state(ring.client, second.name, "DISABLED")

    def make_primary(name: str, version_id: str) -> Any:
        return ring.client.update_crypto_key_primary_version(
            name=name, crypto_key_version_id=version_id
        )

    with pytest.raises(FailedPrecondition):
        make_primary(key, "2")
    with pytest.raises(FailedPrecondition):
        make_primary(mac, "1")
    for unknown in ("3", "", "x", "²"):
        with pytest.raises(NotFound):
            make_primary(key, unknown)
    assert make_primary(key, "1").primary.name.endswith("/1")
