"""Who may do what: policies of keys and key rings, and grants on the whole project.

A caller is named by the header `authorization: Bearer <e-mail of the account>`. Nothing proves that
the caller is who he says: on a developer's machine this keeps honest code to its rights. Without
strict mode everybody may do everything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulators.kms.errors import denied, unauthenticated
from emulators.kms.names import KEY, KEY_RING, parent_of
from emulators.kms.roles import PERMISSIONS, ROLES
from emulators.kms.store import Store

BEARER = "Bearer "
Grants = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of callers; `grants` holds by e-mail what is allowed on everything."""

    store: Store
    strict: bool = False
    grants: Grants = field(default_factory=dict)

    def require(self, caller: str | None, permission: str, resource: str) -> None:
        """Refuse a caller who may not do something to a resource or its parents.

        Raises KmsError.
        """
        if permission not in self.held(caller, resource):
            raise denied(permission, resource)

    def held(self, caller: str | None, resource: str) -> frozenset[str]:
        """Return every permission that a caller has on a resource.

        Raises KmsError.
        """
        if not self.strict:
            return PERMISSIONS
        if caller is None:
            raise unauthenticated()
        roles = self._roles(caller, resource)
        return self.grants.get(caller, frozenset()).union(*(ROLES[role] for role in roles))

    def _roles(self, caller: str, resource: str) -> Iterator[str]:
        members = {f"serviceAccount:{caller}", f"user:{caller}"}
        for policy in self._policies(resource):
            for binding in policy.bindings:
                if members & set(binding.members):
                    yield binding.role

    def _policies(self, resource: str) -> Iterator[Any]:
        while resource.count("/") > 1:
            record = self.store.keys.get(resource) or self.store.rings.get(resource)
            if record is not None:
                yield record.policy
            resource = parent_of(resource)


def caller_of(metadata: Iterable[tuple[str, str | bytes]]) -> str | None:
    """Return the account that a call's headers name, None where they name none."""
    for name, value in metadata:
        if name == "authorization" and isinstance(value, str) and value.startswith(BEARER):
            return value.removeprefix(BEARER) or None
    return None


def kind_of(resource: str) -> str | None:
    """Return how permissions call a resource that has a policy, None where it can have none."""
    if KEY.fullmatch(resource):
        return "cryptoKeys"
    return "keyRings" if KEY_RING.fullmatch(resource) else None
