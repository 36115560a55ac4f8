"""Policies of key rings and keys, over a service that does not ask for rights."""

from typing import Any

import pytest
from google.api_core.exceptions import (
    Aborted,
    GoogleAPICallError,
    InvalidArgument,
    MethodNotImplemented,
    NotFound,
)

from tests.contract.kms.running import LOCATION, Ring

ANA = "serviceAccount:ana@contract.iam.gserviceaccount.com"
DECRYPTER = "roles/cloudkms.cryptoKeyDecrypter"
BINDING: dict[str, Any] = {"role": DECRYPTER, "members": [ANA]}


def set_policy(ring: Ring, resource: str, *bindings: Any, etag: bytes = b"") -> Any:
    policy = {"bindings": list(bindings), "etag": etag}
    return ring.client.set_iam_policy(request={"resource": resource, "policy": policy})


def get_policy(ring: Ring, resource: str) -> Any:
    return ring.client.get_iam_policy(request={"resource": resource})


def test_a_policy_is_kept_and_replaced(ring: Ring) -> None:
    for resource in (ring.name, ring.key("key")):
        assert list(get_policy(ring, resource).bindings) == []
        kept = set_policy(ring, resource, BINDING)
        assert [(b.role, list(b.members)) for b in kept.bindings] == [(DECRYPTER, [ANA])]
        assert get_policy(ring, resource) == kept
        set_policy(ring, resource)
        assert list(get_policy(ring, resource).bindings) == []


def test_an_etag_guards_against_a_lost_change(ring: Ring) -> None:
    before = get_policy(ring, ring.name)
    after = set_policy(ring, ring.name, BINDING, etag=before.etag)
    assert after.etag != before.etag
    with pytest.raises(Aborted):
        set_policy(ring, ring.name, etag=before.etag)
    assert get_policy(ring, ring.name) == after


@pytest.mark.parametrize(
    ("binding", "refusal"),
    [
        (BINDING | {"role": "roles/cloudkms.nothing"}, InvalidArgument),
        (BINDING | {"role": "roles/owner"}, InvalidArgument),
        (BINDING | {"members": ["allUsers"]}, MethodNotImplemented),
        (BINDING | {"members": [ANA, "group:all@example.com"]}, MethodNotImplemented),
        (BINDING | {"condition": {"expression": "true"}}, MethodNotImplemented),
    ],
)
def test_a_policy_that_would_not_be_kept_to_is_refused(
    ring: Ring, binding: Any, refusal: type[GoogleAPICallError]
) -> None:
    with pytest.raises(refusal):
        set_policy(ring, ring.name, binding)
    assert list(get_policy(ring, ring.name).bindings) == []


def test_only_key_rings_and_keys_have_policies(ring: Ring) -> None:
    version = f"{ring.key('key')}/cryptoKeyVersions/1"
    for resource in (LOCATION, version, "", "x"):
        with pytest.raises(InvalidArgument):
            get_policy(ring, resource)
    for resource in (f"{ring.name}-2", f"{ring.name}/cryptoKeys/none"):
        with pytest.raises(NotFound):
            set_policy(ring, resource, BINDING)


def test_without_strict_mode_everybody_has_every_permission(ring: Ring) -> None:
    permissions = ["cloudkms.cryptoKeys.get", "cloudkms.cryptoKeyVersions.useToDecrypt"]
    tested = ring.client.test_iam_permissions(
        request={"resource": ring.name, "permissions": permissions}
    )
    assert list(tested.permissions) == permissions
    with pytest.raises(InvalidArgument):
        ring.client.test_iam_permissions(
            request={"resource": ring.name, "permissions": ["cloudkms.nothing.get"]}
        )
