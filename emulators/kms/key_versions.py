"""The calls on versions of keys."""

from typing import Any

from google.cloud.kms_v1.types import ListCryptoKeyVersionsResponse

from emulators.kms.crypto_keys import CryptoKeys
from emulators.kms.errors import invalid, not_found
from emulators.kms.lifetimes import Lifetimes
from emulators.kms.names import VERSION, number_of, parent_of, require
from emulators.kms.pages import page_of
from emulators.kms.records import KeyRecord, VersionRecord
from emulators.kms.states import State, require_enabled, require_purpose, require_state
from emulators.kms.store import Store

SWITCHABLE = (State.ENABLED, State.DISABLED)


class KeyVersions:
    """Creates, finds, lists, switches, destroys and restores versions."""

    def __init__(self, store: Store, keys: CryptoKeys, lifetimes: Lifetimes) -> None:
        self._store = store
        self._keys = keys
        self._lifetimes = lifetimes

    def find(self, name: str, field: str = "name") -> tuple[KeyRecord, VersionRecord]:
        """Return a version with its key.

        Raises KmsError.
        """
        key = self._keys.find(parent_of(require(VERSION, name, field)))
        number = number_of(name)
        if number not in key.versions:
            raise not_found(f"CryptoKeyVersion {name}")
        return key, key.versions[number]

    def usable(self, name: str, purpose: Any) -> VersionRecord:
        """Return an enabled version of a key that is for this.

        Raises KmsError.
        """
        key, version = self.find(name)
        require_purpose(key, name, purpose)
        require_enabled(version.message)
        return version

    def create(self, request: Any) -> Any:
        """Give a key another version, which is not its primary."""
        key = self._keys.find(request.parent, "parent")
        asked = request.crypto_key_version.state or State.ENABLED
        if asked not in SWITCHABLE:
            raise invalid("A new version is ENABLED or DISABLED.")
        version = self._lifetimes.add_version(key)
        version.message.state = asked
        self._store.keep(key)
        return version.message

    def get(self, request: Any) -> Any:
        """Return a version."""
        return self.find(request.name)[1].message

    def list(self, request: Any) -> Any:
        """Return a page of a key's versions, the oldest first."""
        key = self._keys.find(request.parent, "parent")
        messages = [version.message for _, version in sorted(key.versions.items())]
        page, token = page_of(request, messages)
        return ListCryptoKeyVersionsResponse(
            crypto_key_versions=page, next_page_token=token, total_size=len(messages)
        )

    def update(self, request: Any) -> Any:
        """Enable or disable a version."""
        if list(request.update_mask.paths) != ["state"]:
            raise invalid("The request's update_mask must name state.")
        asked = request.crypto_key_version
        if asked.state not in SWITCHABLE:
            raise invalid("A version can be made ENABLED or DISABLED.")
        key, version = self.find(asked.name, "crypto_key_version.name")
        require_state(version.message, *SWITCHABLE)
        version.message.state = asked.state
        return self._kept(key, version)

    def destroy(self, request: Any) -> Any:
        """Put a version out of use, and have its material destroyed after the key's delay."""
        key, version = self.find(request.name)
        require_state(version.message, *SWITCHABLE)
        version.message.state = State.DESTROY_SCHEDULED
        delay = key.message.destroy_scheduled_duration
        version.message.destroy_time = self._lifetimes.after(delay)
        return self._kept(key, version)

    def restore(self, request: Any) -> Any:
        """Call off a destruction; the version stays disabled."""
        key, version = self.find(request.name)
        require_state(version.message, State.DESTROY_SCHEDULED)
        version.message.state = State.DISABLED
        version.message.destroy_time = None
        return self._kept(key, version)

    def _kept(self, key: KeyRecord, version: VersionRecord) -> Any:
        self._store.keep(key)
        return version.message
