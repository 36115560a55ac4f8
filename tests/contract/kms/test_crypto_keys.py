"""Keys: what they may be, and what of them may change."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import (
    AlreadyExists,
    FailedPrecondition,
    GoogleAPICallError,
    InvalidArgument,
    MethodNotImplemented,
    NotFound,
)

from tests.contract.kms.running import Ring

DAY_S = 86_400
MAC = {"purpose": "MAC", "version_template": {"algorithm": "HMAC_SHA256"}}
TOMORROW = {"seconds": int((datetime.now(UTC) + timedelta(days=1)).timestamp())}


def create(ring: Ring, key: dict[str, Any]) -> Any:
    return ring.client.create_crypto_key(parent=ring.name, crypto_key_id="key", crypto_key=key)


def test_a_symmetric_key_has_a_primary_version(ring: Ring) -> None:
    key = create(ring, {"purpose": "ENCRYPT_DECRYPT", "labels": {"of": "vault"}})
    assert (key.name, key.purpose.name) == (f"{ring.name}/cryptoKeys/key", "ENCRYPT_DECRYPT")
    assert key.primary.name == f"{key.name}/cryptoKeyVersions/1"
    assert (key.primary.state.name, key.primary.protection_level.name) == ("ENABLED", "SOFTWARE")
    assert key.primary.algorithm.name == "GOOGLE_SYMMETRIC_ENCRYPTION"
    assert key.version_template.algorithm == key.primary.algorithm
    assert key.destroy_scheduled_duration == timedelta(days=30)
    assert dict(key.labels) == {"of": "vault"}
    assert ring.client.get_crypto_key(name=key.name) == key


@pytest.mark.parametrize(
    ("purpose", "algorithm"),
    [
        ("MAC", "HMAC_SHA256"),
        ("ASYMMETRIC_SIGN", "EC_SIGN_P256_SHA256"),
        ("ASYMMETRIC_SIGN", "EC_SIGN_ED25519"),
    ],
)
def test_other_keys_have_a_version_and_no_primary(ring: Ring, purpose: str, algorithm: str) -> None:
    template = {"algorithm": algorithm, "protection_level": "HSM"}
    key = create(ring, {"purpose": purpose, "version_template": template})
    assert "primary" not in key
    version = ring.client.get_crypto_key_version(name=f"{key.name}/cryptoKeyVersions/1")
    assert (version.algorithm.name, version.protection_level.name) == (algorithm, "HSM")


def test_a_key_cannot_be_created_twice(ring: Ring) -> None:
    create(ring, MAC)
    with pytest.raises(AlreadyExists):
        create(ring, {"purpose": "ENCRYPT_DECRYPT"})


def test_a_key_needs_its_key_ring(ring: Ring) -> None:
    with pytest.raises(NotFound):
        create(Ring(ring.client, f"{ring.name}-2"), MAC)
    with pytest.raises(NotFound):
        ring.client.get_crypto_key(name=f"{ring.name}/cryptoKeys/none")


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ({}, InvalidArgument),
        ({"purpose": "MAC"}, InvalidArgument),
        ({"purpose": "ASYMMETRIC_SIGN"}, InvalidArgument),
        ({"purpose": "MAC", "version_template": {"algorithm": 12}}, InvalidArgument),
        ({"purpose": "ENCRYPT_DECRYPT", "version_template": {"algorithm": 32}}, InvalidArgument),
        (MAC | {"destroy_scheduled_duration": {"seconds": DAY_S - 1}}, InvalidArgument),
        (MAC | {"destroy_scheduled_duration": {"seconds": 120 * DAY_S + 1}}, InvalidArgument),
        (MAC | {"next_rotation_time": TOMORROW}, InvalidArgument),
        ({"purpose": "ENCRYPT_DECRYPT", "rotation_period": {"seconds": DAY_S}}, InvalidArgument),
        ({"purpose": "RAW_ENCRYPT_DECRYPT"}, MethodNotImplemented),
        (MAC | {"version_template": {"algorithm": "HMAC_SHA512"}}, MethodNotImplemented),
        (MAC | {"import_only": True}, MethodNotImplemented),
        (
            {"purpose": "ENCRYPT_DECRYPT", "version_template": {"protection_level": "EXTERNAL"}},
            MethodNotImplemented,
        ),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    ring: Ring, key: dict[str, Any], refusal: type[GoogleAPICallError]
) -> None:
    with pytest.raises(refusal):
        create(ring, key)
    assert list(ring.client.list_crypto_keys(parent=ring.name)) == []


@pytest.mark.parametrize("seconds", [DAY_S - 1, 876_000 * 3600 + 1])
def test_a_rotation_period_has_bounds(ring: Ring, seconds: int) -> None:
    rotation = {"rotation_period": {"seconds": seconds}, "next_rotation_time": TOMORROW}
    with pytest.raises(InvalidArgument):
        create(ring, {"purpose": "ENCRYPT_DECRYPT"} | rotation)


def test_a_key_may_begin_without_a_version(ring: Ring) -> None:
    key = ring.client.create_crypto_key(
        request={
            "parent": ring.name,
            "crypto_key_id": "key",
            "crypto_key": {"purpose": "ENCRYPT_DECRYPT"},
            "skip_initial_version_creation": True,
        }
    )
    assert "primary" not in key
    with pytest.raises(FailedPrecondition):
        ring.client.encrypt(name=key.name, plaintext=b"text")
    version = ring.client.create_crypto_key_version(parent=key.name, crypto_key_version={})
    assert version.name == f"{key.name}/cryptoKeyVersions/1"
    with pytest.raises(FailedPrecondition):
        ring.client.encrypt(name=key.name, plaintext=b"text")
    ring.client.update_crypto_key_primary_version(name=key.name, crypto_key_version_id="1")
    assert ring.client.encrypt(name=key.name, plaintext=b"text").name == version.name


def test_labels_and_rotation_can_be_changed(ring: Ring) -> None:
    key = create(ring, {"purpose": "ENCRYPT_DECRYPT", "labels": {"a": "1"}})
    rotation = {"rotation_period": {"seconds": 90 * DAY_S}, "next_rotation_time": TOMORROW}
    changed = ring.client.update_crypto_key(
        crypto_key={"name": key.name, "labels": {"b": "2"}} | rotation,
        update_mask={"paths": ["labels", "rotation_period", "next_rotation_time"]},
    )
    assert (dict(changed.labels), changed.rotation_period.days) == ({"b": "2"}, 90)
    assert changed.next_rotation_time.timestamp() == TOMORROW["seconds"]
    assert changed.primary == key.primary

    cleared = ring.client.update_crypto_key(
        crypto_key={"name": key.name},
        update_mask={"paths": ["rotation_period", "next_rotation_time"]},
    )
    assert "rotation_period" not in cleared and "next_rotation_time" not in cleared
    assert ring.client.get_crypto_key(name=key.name) == cleared


@pytest.mark.parametrize("paths", [[], ["purpose"], ["labels", "destroy_scheduled_duration"]])
def test_nothing_else_can_be_changed(ring: Ring, paths: list[str]) -> None:
    key = create(ring, MAC)
    with pytest.raises(InvalidArgument):
        ring.client.update_crypto_key(
            crypto_key={"name": key.name, "labels": {"a": "1"}}, update_mask={"paths": paths}
        )
    assert ring.client.get_crypto_key(name=key.name) == key


def test_a_refused_change_changes_nothing(ring: Ring) -> None:
    key = create(ring, {"purpose": "ENCRYPT_DECRYPT"})
    with pytest.raises(InvalidArgument):
        ring.client.update_crypto_key(
            crypto_key={"name": key.name, "rotation_period": {"seconds": 1}},
            update_mask={"paths": ["rotation_period"]},
        )
    assert ring.client.get_crypto_key(name=key.name) == key


def test_keys_are_listed_page_by_page(ring: Ring) -> None:
    names = [ring.key(name, "MAC") for name in ("b", "a", "c")]
    pager = ring.client.list_crypto_keys(request={"parent": ring.name, "page_size": 2})
    assert (len(pager.crypto_keys), pager.total_size) == (2, 3)
    assert [key.name for key in pager] == sorted(names)


def test_what_the_emulator_has_not_is_not_silently_ignored(ring: Ring) -> None:
    with pytest.raises(MethodNotImplemented):
        ring.client.list_crypto_keys(request={"parent": ring.name, "filter": "purpose=MAC"})
    with pytest.raises(MethodNotImplemented):
        ring.client.list_import_jobs(parent=ring.name)
