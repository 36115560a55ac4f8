"""What is kept of key rings and keys, as Google's own messages, and how it becomes JSON."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from google.cloud.kms_v1.types import CryptoKey, CryptoKeyVersion, KeyRing
from google.iam.v1.policy_pb2 import Policy

Json = dict[str, Any]


def _new_policy() -> Any:
    return Policy(version=1)


@dataclass(slots=True)
class RingRecord:
    """A key ring and who may do what with all its keys."""

    message: Any  # KeyRing
    policy: Any = field(default_factory=_new_policy)

    @property
    def name(self) -> str:
        return str(self.message.name)

    def as_json(self) -> Json:
        """Return the record as JSON."""
        return {"key_ring": _json_of(self.message), "policy": _policy_json(self.policy)}

    @classmethod
    def of_json(cls, stored: Json) -> "RingRecord":
        """Read what `as_json` returned."""
        return cls(_message_of(KeyRing, stored["key_ring"]), _policy_of(stored["policy"]))


@dataclass(slots=True)
class VersionRecord:
    """A version with its material, which is None once it is destroyed."""

    message: Any  # CryptoKeyVersion
    material: bytes | None = field(repr=False)

    @property
    def secret(self) -> bytes:
        """The material of a version that is not destroyed."""
        assert self.material is not None
        return self.material

    def as_json(self) -> Json:
        """Return the record as JSON, the material with it."""
        material = self.material and base64.b64encode(self.material).decode()
        return {"version": _json_of(self.message), "material": material}

    @classmethod
    def of_json(cls, stored: Json) -> "VersionRecord":
        """Read what `as_json` returned."""
        material = stored["material"] and base64.b64decode(stored["material"])
        return cls(_message_of(CryptoKeyVersion, stored["version"]), material)


@dataclass(slots=True)
class KeyRecord:
    """A key with its versions; its message has no copy of the primary, only its number is kept."""

    message: Any  # CryptoKey
    primary: int | None = None
    versions: dict[int, VersionRecord] = field(default_factory=dict)
    policy: Any = field(default_factory=_new_policy)

    @property
    def name(self) -> str:
        return str(self.message.name)

    def view(self) -> Any:
        """Return the key as it is shown: with its primary version as that is now."""
        shown = CryptoKey(self.message)
        if self.primary is not None:
            shown.primary = self.versions[self.primary].message
        return shown

    def as_json(self) -> Json:
        """Return the record as JSON, the material with it."""
        return {
            "crypto_key": _json_of(self.message),
            "primary": self.primary,
            "versions": {str(number): each.as_json() for number, each in self.versions.items()},
            "policy": _policy_json(self.policy),
        }

    @classmethod
    def of_json(cls, stored: Json) -> "KeyRecord":
        """Read what `as_json` returned."""
        versions = {
            int(number): VersionRecord.of_json(each) for number, each in stored["versions"].items()
        }
        key = _message_of(CryptoKey, stored["crypto_key"])
        return cls(key, stored["primary"], versions, _policy_of(stored["policy"]))


def _json_of(message: Any) -> Any:
    return json.loads(type(message).to_json(message, always_print_fields_with_no_presence=False))


def _message_of(message_type: Any, stored: Any) -> Any:
    return message_type.from_json(json.dumps(stored))


def _policy_json(policy: Any) -> Json:
    return {
        "bindings": [
            {"role": binding.role, "members": list(binding.members)} for binding in policy.bindings
        ]
    }


def _policy_of(stored: Json) -> Any:
    return Policy(bindings=stored["bindings"], version=1)
