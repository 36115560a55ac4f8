"""The calls on keys."""

from datetime import timedelta
from typing import Any

from google.cloud.kms_v1.types import CryptoKey, ListCryptoKeysResponse

from emulators.kms.algorithms import Purpose, check_algorithm, complete_template
from emulators.kms.errors import already_exists, invalid, not_found, unsupported
from emulators.kms.lifetimes import Lifetimes
from emulators.kms.names import KEY, KEY_RING, parent_of, require, require_id
from emulators.kms.pages import page_of
from emulators.kms.records import KeyRecord
from emulators.kms.states import require_enabled, require_purpose
from emulators.kms.store import Store

DESTROY_AFTER_DEFAULT = timedelta(days=30)
DESTROY_AFTER_MIN = timedelta(hours=24)
DESTROY_AFTER_MAX = timedelta(days=120)
ROTATION_PERIOD_MIN = timedelta(hours=24)
ROTATION_PERIOD_MAX = timedelta(hours=876_000)
UPDATABLE = ("labels", "next_rotation_time", "rotation_period", "version_template.algorithm")


class CryptoKeys:
    """Creates, finds, lists and changes keys; nothing deletes one."""

    def __init__(self, store: Store, lifetimes: Lifetimes) -> None:
        self._store = store
        self._lifetimes = lifetimes

    def find(self, name: str, field: str = "name") -> KeyRecord:
        """Return a key as it is now, after what was due for it.

        Raises KmsError.
        """
        record = self._store.keys.get(require(KEY, name, field))
        if record is None:
            raise not_found(f"CryptoKey {name}")
        self._settle(record)
        return record

    def settle_all(self) -> None:
        """Do what was due for any key by now: destroyed material leaves the disk in time."""
        with self._store.lock:
            for record in self._store.keys.values():
                self._settle(record)

    def create(self, request: Any) -> Any:
        """Create a key, with a first version unless told otherwise."""
        ring = self._store.ring(require(KEY_RING, request.parent, "parent"))
        name = f"{ring.name}/cryptoKeys/{require_id(request.crypto_key_id, 'crypto_key_id')}"
        if name in self._store.keys:
            raise already_exists("CryptoKey", name)
        record = KeyRecord(self._new_message(name, request.crypto_key))
        if not request.skip_initial_version_creation:
            self._lifetimes.add_version(record)
            record.primary = 1 if record.message.purpose == Purpose.ENCRYPT_DECRYPT else None
        self._store.keep(record)
        return record.view()

    def get(self, request: Any) -> Any:
        """Return a key with its primary version."""
        return self.find(request.name).view()

    def list(self, request: Any) -> Any:
        """Return a page of a key ring's keys."""
        parent = require(KEY_RING, request.parent, "parent")
        self._store.ring(parent)
        names = sorted(name for name in self._store.keys if parent_of(name) == parent)
        page, token = page_of(request, [self.find(name).view() for name in names])
        return ListCryptoKeysResponse(
            crypto_keys=page, next_page_token=token, total_size=len(names)
        )

    def update(self, request: Any) -> Any:
        """Change what the mask names: labels, rotation, the algorithm of versions to come."""
        paths = list(request.update_mask.paths)
        if not paths or not set(paths) <= set(UPDATABLE):
            raise invalid(f"The request's update_mask may name {', '.join(UPDATABLE)}.")
        record = self.find(request.crypto_key.name, "crypto_key.name")
        changed = CryptoKey(record.message)
        for path in paths:
            _copy(path, request.crypto_key, changed)
        check_algorithm(changed.purpose, changed.version_template.algorithm)
        _check_rotation(changed)
        record.message = changed
        self._store.keep(record)
        return record.view()

    def update_primary(self, request: Any) -> Any:
        """Choose the version that encrypts from now on."""
        record = self.find(request.name)
        require_purpose(record, record.name, Purpose.ENCRYPT_DECRYPT)
        text = request.crypto_key_version_id
        number = int(text) if text.isdecimal() else 0
        if number not in record.versions:
            raise not_found(f"CryptoKeyVersion {record.name}/cryptoKeyVersions/{text[:20]}")
        require_enabled(record.versions[number].message)
        record.primary = number
        self._store.keep(record)
        return record.view()

    def _settle(self, record: KeyRecord) -> None:
        if self._lifetimes.settle(record):
            self._store.keep(record)

    def _new_message(self, name: str, asked: Any) -> Any:
        key = CryptoKey(
            name=name,
            purpose=asked.purpose,
            create_time=self._lifetimes.now(),
            version_template=asked.version_template,
            labels=asked.labels,
            destroy_scheduled_duration=DESTROY_AFTER_DEFAULT,
        )
        if asked.import_only:
            raise unsupported("imported keys")
        for optional in ("next_rotation_time", "rotation_period", "destroy_scheduled_duration"):
            if optional in asked:
                setattr(key, optional, getattr(asked, optional))
        complete_template(key)
        if not DESTROY_AFTER_MIN <= key.destroy_scheduled_duration <= DESTROY_AFTER_MAX:
            raise invalid("destroy_scheduled_duration must be between 24 hours and 120 days.")
        _check_rotation(key)
        return key


def _copy(path: str, source: Any, target: Any) -> None:
    if path == "version_template.algorithm":
        target.version_template.algorithm = source.version_template.algorithm
    elif path == "labels":
        target.labels = dict(source.labels)
    else:
        setattr(target, path, getattr(source, path) if path in source else None)


def _check_rotation(key: Any) -> None:
    rotates = [name for name in ("rotation_period", "next_rotation_time") if name in key]
    if rotates and key.purpose != Purpose.ENCRYPT_DECRYPT:
        raise invalid(f"{rotates[0]} is for keys of the purpose ENCRYPT_DECRYPT.")
    if rotates == ["rotation_period"]:
        raise invalid("rotation_period needs a next_rotation_time.")
    if "rotation_period" in key and not (
        ROTATION_PERIOD_MIN <= key.rotation_period <= ROTATION_PERIOD_MAX
    ):
        raise invalid("rotation_period must be between 24 and 876000 hours.")
