"""Every call that the service has: its messages, the right it takes, and who serves it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from google.cloud.kms_v1 import types
from google.iam.v1 import iam_policy_pb2, policy_pb2

from emulators.kms.access import Access
from emulators.kms.codes import Codes
from emulators.kms.crypto_keys import CryptoKeys
from emulators.kms.encryption import Encryption
from emulators.kms.key_rings import KeyRings
from emulators.kms.key_versions import KeyVersions
from emulators.kms.lifetimes import Lifetimes
from emulators.kms.policies import Policies
from emulators.kms.randomness import generate_random_bytes
from emulators.kms.roles import GENERATE_RANDOM_BYTES
from emulators.kms.signatures import Signatures
from emulators.kms.store import Store

KMS = "google.cloud.kms.v1.KeyManagementService"
IAM = "google.iam.v1.IAMPolicy"
USE_TO = "cloudkms.cryptoKeyVersions.useTo"


@dataclass(frozen=True, slots=True)
class Call:
    """One method: `resource` is the field of the request that names what the right is needed on."""

    parse: Callable[[bytes], Any]
    render: Callable[[Any], bytes]
    resource: str
    serve: Callable[[Any, str | None], Any]

    def resource_of(self, request: Any) -> str:
        """Return the name that a request is about."""
        return str(attrgetter(self.resource)(request))


class Service:
    """All calls over one store."""

    def __init__(self, store: Store, access: Access, lifetimes: Lifetimes) -> None:
        self.store = store
        self._access = access
        self._rings = KeyRings(store, lifetimes)
        self._keys = CryptoKeys(store, lifetimes)
        self._versions = KeyVersions(store, self._keys, lifetimes)
        self._policies = Policies(store, access)
        self.calls: Mapping[str, Call] = {
            **self._calls_on_rings_and_keys(),
            **self._calls_on_versions(),
            **self._calls_with_keys(),
            **self._calls_on_policies(),
        }

    def settle(self) -> None:
        """Do what was due by now: rotations and destructions."""
        self._keys.settle_all()

    def _calls_on_rings_and_keys(self) -> dict[str, Call]:
        rings, keys, call = self._rings, self._keys, self._call
        ring, key = "cloudkms.keyRings", "cloudkms.cryptoKeys"
        return {
            **call("CreateKeyRing", "KeyRing", f"{ring}.create", "parent", rings.create),
            **call("GetKeyRing", "KeyRing", f"{ring}.get", "name", rings.get),
            **call("ListKeyRings", None, f"{ring}.list", "parent", rings.list),
            **call("CreateCryptoKey", "CryptoKey", f"{key}.create", "parent", keys.create),
            **call("GetCryptoKey", "CryptoKey", f"{key}.get", "name", keys.get),
            **call("ListCryptoKeys", None, f"{key}.list", "parent", keys.list),
            **call("UpdateCryptoKey", "CryptoKey", f"{key}.update", "crypto_key.name", keys.update),
            **call(
                "UpdateCryptoKeyPrimaryVersion",
                "CryptoKey",
                f"{key}.update",
                "name",
                keys.update_primary,
            ),
        }

    def _calls_on_versions(self) -> dict[str, Call]:
        versions, right = self._versions, "cloudkms.cryptoKeyVersions"

        def call(verb: str, resource: str, serve: Callable[[Any], Any]) -> dict[str, Call]:
            permission = f"{right}.{verb.lower()}"
            method = f"{verb}CryptoKeyVersion"
            return self._call(method, "CryptoKeyVersion", permission, resource, serve)

        return {
            **call("Create", "parent", versions.create),
            **call("Get", "name", versions.get),
            **call("Update", "crypto_key_version.name", versions.update),
            **call("Destroy", "name", versions.destroy),
            **call("Restore", "name", versions.restore),
            **self._call("ListCryptoKeyVersions", None, f"{right}.list", "parent", versions.list),
        }

    def _calls_with_keys(self) -> dict[str, Call]:
        encryption = Encryption(self._keys, self._versions)
        codes, signatures = Codes(self._versions), Signatures(self._versions)
        view, call = "cloudkms.cryptoKeyVersions.viewPublicKey", self._call
        draw = generate_random_bytes
        return {
            **call("Encrypt", None, f"{USE_TO}Encrypt", "name", encryption.encrypt),
            **call("Decrypt", None, f"{USE_TO}Decrypt", "name", encryption.decrypt),
            **call("MacSign", None, f"{USE_TO}Sign", "name", codes.sign),
            **call("MacVerify", None, f"{USE_TO}Verify", "name", codes.verify),
            **call("AsymmetricSign", None, f"{USE_TO}Sign", "name", signatures.sign),
            **call("GetPublicKey", "PublicKey", view, "name", signatures.public_key),
            **call("GenerateRandomBytes", None, GENERATE_RANDOM_BYTES, "location", draw),
        }

    def _calls_on_policies(self) -> dict[str, Call]:
        policies, messages, policy = self._policies, iam_policy_pb2, policy_pb2.Policy
        tested = messages.TestIamPermissionsResponse
        listed = (
            ("GetIamPolicy", messages.GetIamPolicyRequest, policy, policies.get),
            ("SetIamPolicy", messages.SetIamPolicyRequest, policy, policies.set),
            ("TestIamPermissions", messages.TestIamPermissionsRequest, tested, policies.test),
        )
        return {
            f"/{IAM}/{name}": Call(request.FromString, answer.SerializeToString, "resource", serve)
            for name, request, answer, serve in listed
        }

    def _call(
        self,
        method: str,
        answer: str | None,
        permission: str,
        resource: str,
        serve: Callable[[Any], Any],
    ) -> dict[str, Call]:
        request_type = getattr(types, f"{method}Request")
        answer_type = getattr(types, answer or f"{method}Response")
        name_of = attrgetter(resource)

        def serve_allowed(request: Any, caller: str | None) -> Any:
            self._access.require(caller, permission, name_of(request))
            return serve(request)

        parse, render = request_type.deserialize, answer_type.serialize
        return {f"/{KMS}/{method}": Call(parse, render, resource, serve_allowed)}
