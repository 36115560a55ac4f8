"""How a caller is named, and what the roles allow."""

import pytest

from emulators.kms.access import caller_of, kind_of
from emulators.kms.roles import PERMISSIONS, ROLES, UnknownGrant, permissions_of

RING = "projects/p/locations/l/keyRings/r"


@pytest.mark.parametrize(
    ("metadata", "caller"),
    [
        ([("authorization", "Bearer a@p.iam.gserviceaccount.com")], "a@p.iam.gserviceaccount.com"),
        ([("user-agent", "x"), ("authorization", "Bearer a")], "a"),
        ([("authorization", "Bearer ")], None),
        ([("authorization", "Basic a")], None),
        ([("authorization-bin", b"Bearer a")], None),
        ([], None),
    ],
)
def test_a_caller_is_named_by_one_header(
    metadata: list[tuple[str, str | bytes]], caller: str | None
) -> None:
    assert caller_of(metadata) == caller


def test_rings_and_keys_have_policies() -> None:
    assert kind_of(RING) == "keyRings"
    assert kind_of(f"{RING}/cryptoKeys/k") == "cryptoKeys"
    for other in ("", "projects/p", f"{RING}/cryptoKeys/k/cryptoKeyVersions/1", f"{RING}\n"):
        assert kind_of(other) is None


def test_no_role_both_manages_and_uses_keys() -> None:
    for role, permissions in ROLES.items():
        uses = {each for each in permissions if ".useTo" in each}
        manages = {each for each in permissions if each.endswith((".destroy", "setIamPolicy"))}
        assert not (uses and manages), role


def test_a_grant_is_a_role_or_a_permission() -> None:
    assert permissions_of("roles/cloudkms.signer") == {"cloudkms.cryptoKeyVersions.useToSign"}
    for permission in PERMISSIONS:
        assert permissions_of(permission) == {permission}
    with pytest.raises(UnknownGrant):
        permissions_of("roles/owner")
