"""Strict mode: who is not named or lacks the role is refused, call by call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from google.api_core.exceptions import NotFound, PermissionDenied, Unauthenticated

from tests.contract.kms.running import LOCATION, Ring, RunningKms, running_kms

ADMIN = "terraform@contract.iam.gserviceaccount.com"
DRAWER = "drawer@contract.iam.gserviceaccount.com"
USER = "fn-identity@contract.iam.gserviceaccount.com"
GRANTS = (
    (ADMIN, "roles/cloudkms.admin"),
    (DRAWER, "cloudkms.locations.generateRandomBytes"),
)
DIGEST = {"sha256": bytes(32)}

Act = Callable[[Any, str], Any]
# What a call needs, and how it is made with the ring's name; sorted by the role that allows it.
USES: dict[str, dict[str, Act]] = {
    "cryptoKeyEncrypter": {"encrypt": lambda c, r: c.encrypt(name=f"{r}/cryptoKeys/vault")},
    "cryptoKeyDecrypter": {
        "decrypt": lambda c, r: c.decrypt(name=f"{r}/cryptoKeys/vault", ciphertext=SEALED[r])
    },
    "signer": {
        "mac_sign": lambda c, r: c.mac_sign(name=f"{r}/cryptoKeys/index/cryptoKeyVersions/1"),
        "asymmetric_sign": lambda c, r: c.asymmetric_sign(
            name=f"{r}/cryptoKeys/token/cryptoKeyVersions/1", digest=DIGEST
        ),
    },
    "publicKeyViewer": {
        "get_public_key": lambda c, r: c.get_public_key(
            name=f"{r}/cryptoKeys/token/cryptoKeyVersions/1"
        )
    },
}
VERIFY: dict[str, Act] = {
    "mac_verify": lambda c, r: c.mac_verify(
        name=f"{r}/cryptoKeys/index/cryptoKeyVersions/1", mac=b"x"
    )
}
DRAW: dict[str, Act] = {
    "random": lambda c, r: c.generate_random_bytes(
        location=LOCATION, length_bytes=8, protection_level="HSM"
    )
}
VIEWS: dict[str, Act] = {
    "get_key_ring": lambda c, r: c.get_key_ring(name=r),
    "list_key_rings": lambda c, r: c.list_key_rings(parent=LOCATION),
    "get_crypto_key": lambda c, r: c.get_crypto_key(name=f"{r}/cryptoKeys/vault"),
    "list_crypto_keys": lambda c, r: c.list_crypto_keys(parent=r),
    "get_version": lambda c, r: c.get_crypto_key_version(
        name=f"{r}/cryptoKeys/vault/cryptoKeyVersions/1"
    ),
    "list_versions": lambda c, r: c.list_crypto_key_versions(parent=f"{r}/cryptoKeys/vault"),
}
CHANGES: dict[str, Act] = {
    "create_key_ring": lambda c, r: c.create_key_ring(
        parent=LOCATION, key_ring_id=f"{r[-6:]}-2", key_ring={}
    ),
    "create_crypto_key": lambda c, r: c.create_crypto_key(
        parent=r, crypto_key_id="new", crypto_key={"purpose": "ENCRYPT_DECRYPT"}
    ),
    "update_crypto_key": lambda c, r: c.update_crypto_key(
        crypto_key={"name": f"{r}/cryptoKeys/vault"}, update_mask={"paths": ["labels"]}
    ),
    "update_primary": lambda c, r: c.update_crypto_key_primary_version(
        name=f"{r}/cryptoKeys/vault", crypto_key_version_id="1"
    ),
    "create_version": lambda c, r: c.create_crypto_key_version(
        parent=f"{r}/cryptoKeys/index", crypto_key_version={}
    ),
    "update_version": lambda c, r: c.update_crypto_key_version(
        crypto_key_version={
            "name": f"{r}/cryptoKeys/index/cryptoKeyVersions/1",
            "state": "ENABLED",
        },
        update_mask={"paths": ["state"]},
    ),
    "destroy_version": lambda c, r: c.destroy_crypto_key_version(
        name=f"{r}/cryptoKeys/token/cryptoKeyVersions/1"
    ),
    "restore_version": lambda c, r: c.restore_crypto_key_version(
        name=f"{r}/cryptoKeys/token/cryptoKeyVersions/1"
    ),
    "get_policy": lambda c, r: c.get_iam_policy(request={"resource": r}),
    "get_key_policy": lambda c, r: c.get_iam_policy(request={"resource": f"{r}/cryptoKeys/vault"}),
    "set_policy": lambda c, r: c.set_iam_policy(request={"resource": r, "policy": {}}),
}
USING: dict[str, Act] = {name: act for uses in USES.values() for name, act in uses.items()}
ALL: dict[str, Act] = {**USING, **VERIFY, **DRAW, **VIEWS, **CHANGES}
ROLES: dict[str, set[str]] = {
    **{role: set(uses) for role, uses in USES.items()},
    "cryptoKeyEncrypterDecrypter": {"encrypt", "decrypt"},
    "verifier": {"mac_verify", "get_public_key"},
    "signerVerifier": {"mac_sign", "asymmetric_sign", "mac_verify", "get_public_key"},
    "cryptoOperator": {*USING, *VERIFY},  # the location is above the ring
    "viewer": set(VIEWS) - {"list_key_rings"},
    "admin": {*VIEWS, *CHANGES} - {"list_key_rings", "create_key_ring"},
}
SEALED: dict[str, bytes] = {}


@dataclass(frozen=True)
class Strict:
    """The service with a new key ring, whose policy is empty."""

    kms: RunningKms
    ring: str

    def client(self, caller: str | None) -> Any:
        return self.kms.client(caller)

    def allow(self, resource: str, *roles: str, member: str = USER) -> None:
        bindings = [
            {"role": f"roles/cloudkms.{role}", "members": [f"serviceAccount:{member}"]}
            for role in roles
        ]
        policy = {"resource": resource, "policy": {"bindings": bindings}}
        self.client(ADMIN).set_iam_policy(request=policy)

    def allowed(self, caller: str) -> set[str]:
        """Return the calls that are not denied to a caller."""
        client, allowed = self.client(caller), set()
        for name, act in ALL.items():
            try:
                act(client, self.ring)
                allowed.add(name)
            except PermissionDenied as error:
                assert "denied on resource" in error.message
        return allowed


@pytest.fixture(scope="module")
def kms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKms]:
    """Return one strict service for this file."""
    data = tmp_path_factory.mktemp("strict") / "keys"
    with running_kms(data, strict=True, grants=GRANTS) as running:
        yield running


@pytest.fixture
def strict(kms: RunningKms, request: pytest.FixtureRequest) -> Strict:
    """Return the service with a key ring of its own for a test."""
    admin = kms.client(ADMIN)
    ring_id = f"ring-{len(SEALED):06d}"
    name = admin.create_key_ring(parent=LOCATION, key_ring_id=ring_id, key_ring={}).name
    ring, strict = Ring(admin, name), Strict(kms, name)
    for key, purpose in (
        ("vault", "ENCRYPT_DECRYPT"), ("index", "MAC"), ("token", "ASYMMETRIC_SIGN")
    ):  # fmt: skip
        ring.key(key, purpose)
    strict.allow(f"{name}/cryptoKeys/vault", "cryptoKeyEncrypter")
    SEALED[name] = strict.client(USER).encrypt(name=f"{name}/cryptoKeys/vault").ciphertext
    strict.allow(f"{name}/cryptoKeys/vault")
    return strict


def test_a_caller_without_a_name_is_refused(strict: Strict) -> None:
    for client in (strict.client(None), strict.client("")):
        for name, act in ALL.items():
            with pytest.raises(Unauthenticated):
                pytest.fail(f"{name} answered {act(client, strict.ring)}")
        with pytest.raises(Unauthenticated):
            client.test_iam_permissions(request={"resource": strict.ring})


def test_a_caller_without_a_role_may_do_nothing(strict: Strict) -> None:
    assert strict.allowed(USER) == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_its_calls_and_no_other(strict: Strict, role: str) -> None:
    strict.allow(strict.ring, role)
    assert strict.allowed(USER) == ROLES[role]
    assert strict.allowed(USER.replace("identity", "identity2")) == set()


def test_an_administrator_of_the_project_uses_no_key(strict: Strict) -> None:
    assert strict.allowed(ADMIN) == {*VIEWS, *CHANGES}


def test_a_single_permission_can_be_granted_on_everything(strict: Strict) -> None:
    assert strict.allowed(DRAWER) == {"random"}


def test_a_role_on_a_key_does_not_reach_its_neighbours(strict: Strict) -> None:
    admin, user = strict.client(ADMIN), strict.client(USER)
    Ring(admin, strict.ring).key("other")
    strict.allow(f"{strict.ring}/cryptoKeys/vault", "cryptoKeyEncrypter")
    name = user.encrypt(name=f"{strict.ring}/cryptoKeys/vault").name
    assert user.encrypt(name=name).name == name  # a version has the rights of its key
    for other in (f"{strict.ring}/cryptoKeys/other", f"{strict.ring}/cryptoKeys/vault2"):
        with pytest.raises(PermissionDenied):
            user.encrypt(name=other)


def test_what_does_not_exist_is_denied_to_strangers_and_not_found_by_others(
    strict: Strict,
) -> None:
    none = f"{strict.ring}/cryptoKeys/none"
    with pytest.raises(PermissionDenied):
        strict.client(USER).get_crypto_key(name=none)
    with pytest.raises(NotFound):
        strict.client(ADMIN).get_crypto_key(name=none)


def test_a_withdrawn_role_is_gone_at_once(strict: Strict) -> None:
    vault = f"{strict.ring}/cryptoKeys/vault"
    strict.allow(vault, "cryptoKeyEncrypterDecrypter")
    assert strict.allowed(USER) == {"encrypt", "decrypt"}
    strict.allow(vault)
    assert strict.allowed(USER) == set()


def test_permissions_are_tested_for_the_caller(strict: Strict) -> None:
    asked = ["cloudkms.cryptoKeyVersions.useToDecrypt", "cloudkms.cryptoKeyVersions.useToEncrypt"]
    vault = f"{strict.ring}/cryptoKeys/vault"

    def held(caller: str, resource: str = vault) -> list[str]:
        request = {"resource": resource, "permissions": asked}
        return list(strict.client(caller).test_iam_permissions(request=request).permissions)

    strict.allow(vault, "cryptoKeyDecrypter")
    assert (held(USER), held(ADMIN), held(USER, strict.ring)) == (asked[:1], [], [])
    strict.allow(strict.ring, "cryptoOperator")
    assert held(USER, f"{strict.ring}/cryptoKeys/none") == []
