"""The calls of google.iam.v1.IAMPolicy on key rings and keys."""

import base64
from hashlib import sha256
from typing import Any

import grpc
from google.iam.v1.iam_policy_pb2 import TestIamPermissionsResponse
from google.iam.v1.policy_pb2 import Policy

from emulators.kms.access import Access, kind_of
from emulators.kms.errors import KmsError, invalid, not_found, unsupported
from emulators.kms.records import KeyRecord, RingRecord
from emulators.kms.roles import PERMISSIONS, ROLES
from emulators.kms.store import Store

MEMBER_KINDS = ("serviceAccount:", "user:")


class Policies:
    """Reads and replaces policies; a caller's rights are checked here, they depend on the kind."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    def get(self, request: Any, caller: str | None) -> Any:
        """Return a resource's policy with its etag."""
        record = self._record(request.resource, caller, "getIamPolicy")
        return _with_etag(record.policy)

    def set(self, request: Any, caller: str | None) -> Any:
        """Replace a resource's policy; a given etag must be that of the present one."""
        record = self._record(request.resource, caller, "setIamPolicy")
        policy = request.policy
        _check(policy)
        if policy.etag and policy.etag != _with_etag(record.policy).etag:
            raise KmsError(grpc.StatusCode.ABORTED, "The policy was changed by somebody else.")
        record.policy = Policy(bindings=policy.bindings, version=1)
        self._store.keep(record)
        return _with_etag(record.policy)

    def test(self, request: Any, caller: str | None) -> Any:
        """Return which of the permissions the caller has; none on what does not exist."""
        unknown = set(request.permissions) - PERMISSIONS
        if unknown:
            raise invalid("The request's permissions are not all known.")
        held = self._access.held(caller, request.resource)
        if request.resource not in self._store.keys | self._store.rings:
            held = frozenset()
        return TestIamPermissionsResponse(
            permissions=[each for each in request.permissions if each in held]
        )

    def _record(self, resource: str, caller: str | None, verb: str) -> RingRecord | KeyRecord:
        kind = kind_of(resource)
        if kind is None:
            raise invalid("The request's resource is neither a key ring nor a key.")
        self._access.require(caller, f"cloudkms.{kind}.{verb}", resource)
        record = self._store.keys.get(resource) or self._store.rings.get(resource)
        if record is None:
            raise not_found(resource)
        return record


def _check(policy: Any) -> None:
    for binding in policy.bindings:
        if binding.role not in ROLES:
            raise invalid(f"Role {binding.role} is not supported for this resource.")
        if binding.HasField("condition"):
            raise unsupported("conditions in policies")
        for member in binding.members:
            if not member.startswith(MEMBER_KINDS):
                raise unsupported(f"members but {' and '.join(MEMBER_KINDS)}")


def _with_etag(policy: Any) -> Any:
    shown = Policy()
    shown.CopyFrom(policy)
    digest = sha256(policy.SerializeToString(deterministic=True)).digest()
    shown.etag = base64.b64encode(digest[:9])
    return shown
