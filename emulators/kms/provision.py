"""Create the listed keys in the local service, as Terraform does in the cloud.

Everything may be repeated: keys that are there stay, their policies become those of the list.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from google.api_core.exceptions import AlreadyExists

from emulators.kms.client import client_at
from emulators.kms.key_list import KeyList, ListedKey

CALL_TIMEOUT_S = 5


class KeyDiffers(Exception):
    """Say which key was created for something else than the list says now."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is there, but not as functions/keys.json lists it now")


class KeyMaker:
    """The administrator of the keys of a service at `host`."""

    def __init__(self, host: str, listed: KeyList) -> None:
        self._client = client_at(host, listed.administrator)
        self._listed = listed
        self._location = f"projects/{listed.project}/locations/{listed.location}"
        self._ring = f"{self._location}/keyRings/{listed.key_ring}"

    def create(self) -> None:
        """Make the service have every key with its policy.

        Raises KeyDiffers.
        """
        with suppress(AlreadyExists):
            self._ask(
                "create_key_ring",
                parent=self._location,
                key_ring_id=self._listed.key_ring,
                key_ring={},
            )
        for key in self._listed.keys:
            self._create_key(key)
            self._set_policy(key)

    def _create_key(self, key: ListedKey) -> None:
        try:
            self._ask(
                "create_crypto_key",
                parent=self._ring,
                crypto_key_id=key.name,
                crypto_key=self._message(key),
            )
        except AlreadyExists:
            there = self._ask("get_crypto_key", name=self._name(key))
            algorithm = there.version_template.algorithm
            if (there.purpose.name, algorithm.name) != (key.purpose, key.algorithm):
                raise KeyDiffers(key.name) from None

    def _message(self, key: ListedKey) -> dict[str, Any]:
        destroy_after = timedelta(days=self._listed.destroy_after_days)
        message: dict[str, Any] = {
            "purpose": key.purpose,
            "version_template": {
                "algorithm": key.algorithm,
                "protection_level": self._listed.protection_level,
            },
            "destroy_scheduled_duration": destroy_after,
        }
        if key.rotation_days is None:
            return message
        period = timedelta(days=key.rotation_days)
        return message | {
            "rotation_period": period,
            "next_rotation_time": datetime.now(UTC) + period,
        }

    def _set_policy(self, key: ListedKey) -> None:
        bindings = [
            {"role": role, "members": [f"serviceAccount:{member}" for member in members]}
            for role, members in key.roles.items()
        ]
        self._ask("set_iam_policy", resource=self._name(key), policy={"bindings": bindings})

    def _name(self, key: ListedKey) -> str:
        return f"{self._ring}/cryptoKeys/{key.name}"

    def _ask(self, method: str, **request: Any) -> Any:
        call = getattr(self._client, method)
        return call(request=request, timeout=CALL_TIMEOUT_S, retry=None)
