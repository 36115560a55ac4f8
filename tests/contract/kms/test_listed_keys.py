"""The listed keys, created in a strict service: the driver is let through exactly as listed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import methodcaller

import pytest

from emulators.kms.key_list import KeyList, read
from emulators.kms.provision import KeyDiffers, KeyMaker
from functions.bundle import bundles
from shared.core.errors import KeyRefused
from shared.gcp.keys import KmsKeys
from tests.contract.kms.running import RunningKms, running_kms

AAD = b"subject|dek|wrap"
ACCOUNTS = ("legal-release", *(f"fn-{bundle.name}" for bundle in bundles().values()))


@pytest.fixture(scope="module")
def kms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKms]:
    """Return a service that has the listed keys."""
    data = tmp_path_factory.mktemp("listed") / "keys"
    with running_kms(data, strict=True, grants=read().grants()) as running:
        KeyMaker(running.host, read()).create()
        yield running


def keys_as(kms: RunningKms, account: str) -> KmsKeys:
    listed = read()
    return KmsKeys(listed.project, listed.location, listed.key_ring, kms.host, caller=account)


def accounts_that_may(kms: RunningKms, act: Callable[[KmsKeys], bytes]) -> set[str]:
    allowed = set()
    for account in ACCOUNTS:
        try:
            act(keys_as(kms, account))
            allowed.add(account)
        except KeyRefused as refusal:
            assert str(refusal) == "PERMISSION_DENIED"
    return allowed


def test_each_account_does_what_the_list_lets_it_do(kms: RunningKms) -> None:
    identity = keys_as(kms, "fn-identity")
    wrapped = identity.encrypt("vault-kek", b"k" * 32, AAD)
    blocked = identity.encrypt("blocked-kek", b"k" * 32, AAD)
    acts: list[tuple[Callable[[KmsKeys], bytes], set[str]]] = [
        (lambda keys: keys.encrypt("vault-kek", b"k", AAD), {"fn-identity"}),
        (lambda keys: keys.decrypt("vault-kek", wrapped, AAD), {"fn-identity", "fn-identity-jobs"}),
        (lambda keys: keys.encrypt("blocked-kek", b"k", AAD), {"fn-identity", "fn-identity-jobs"}),
        (lambda keys: keys.decrypt("blocked-kek", blocked, AAD), {"legal-release"}),
        (lambda keys: keys.mac("blind-index-email", b"e"), {"fn-identity"}),
        (lambda keys: keys.mac("blind-index-tax-id", b"e"), {"fn-identity"}),
        (lambda keys: keys.mac("blind-index-phone", b"e"), {"fn-identity"}),
        (lambda keys: keys.mac("blind-index-iban", b"e"), {"fn-identity"}),
        (lambda keys: keys.sign("token-signing", b"c"), {"fn-auth"}),
        (lambda keys: keys.sign("checkpoint-signing", b"c"), {"fn-books"}),
        (lambda keys: keys.random_bytes(32), {"fn-identity"}),
    ]
    for act, accounts in acts:
        assert accounts_that_may(kms, act) == accounts
    for key in ("token-signing", "checkpoint-signing"):
        viewers = accounts_that_may(kms, methodcaller("public_key", key))
        assert {"fn-auth", "fn-books", "fn-trading"} <= viewers
        assert not viewers & {"fn-orders", "legal-release"}


def test_the_administrator_and_a_stranger_use_nothing(kms: RunningKms) -> None:
    for account in ("terraform", "fn-identity2", ""):
        with pytest.raises(KeyRefused, match="PERMISSION_DENIED"):
            keys_as(kms, account).encrypt("vault-kek", b"k", AAD)


def test_creating_again_keeps_the_keys_and_repairs_the_policies(kms: RunningKms) -> None:
    listed, identity = read(), keys_as(kms, "fn-identity")
    wrapped = identity.encrypt("vault-kek", b"k" * 32, AAD)
    without_roles = replace(listed, keys=tuple(replace(key, roles={}) for key in listed.keys))
    KeyMaker(kms.host, without_roles).create()
    with pytest.raises(KeyRefused, match="PERMISSION_DENIED"):
        identity.decrypt("vault-kek", wrapped, AAD)
    KeyMaker(kms.host, listed).create()
    assert identity.decrypt("vault-kek", wrapped, AAD) == b"k" * 32


def test_a_key_that_became_something_else_is_named(kms: RunningKms) -> None:
    listed = read()
    changed = replace(listed.keys[0], purpose="MAC", algorithm="HMAC_SHA256", rotation_days=None)
    with pytest.raises(KeyDiffers, match="vault-kek"):
        KeyMaker(kms.host, replace(listed, keys=(changed,))).create()


def test_keys_live_as_long_as_the_list_says(kms: RunningKms) -> None:
    listed: KeyList = read()
    client = kms.client(listed.administrator)
    ring = f"projects/{listed.project}/locations/{listed.location}/keyRings/{listed.key_ring}"
    for key in client.list_crypto_keys(parent=ring):
        assert key.destroy_scheduled_duration.days == listed.destroy_after_days
        assert key.version_template.protection_level.name == listed.protection_level
    vault = client.get_crypto_key(name=f"{ring}/cryptoKeys/vault-kek")
    assert vault.rotation_period.days == 90
    assert (vault.next_rotation_time - vault.create_time).days in (89, 90)
