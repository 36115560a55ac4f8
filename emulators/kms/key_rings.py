"""The calls on key rings."""

from typing import Any

from google.cloud.kms_v1.types import KeyRing, ListKeyRingsResponse

from emulators.kms.errors import already_exists
from emulators.kms.lifetimes import Lifetimes
from emulators.kms.names import KEY_RING, LOCATION, parent_of, require, require_id
from emulators.kms.pages import page_of
from emulators.kms.records import RingRecord
from emulators.kms.store import Store


class KeyRings:
    """Creates, finds and lists key rings; nothing deletes one, as in Cloud KMS."""

    def __init__(self, store: Store, lifetimes: Lifetimes) -> None:
        self._store = store
        self._lifetimes = lifetimes

    def create(self, request: Any) -> Any:
        """Create an empty key ring."""
        parent = require(LOCATION, request.parent, "parent")
        name = f"{parent}/keyRings/{require_id(request.key_ring_id, 'key_ring_id')}"
        if name in self._store.rings:
            raise already_exists("KeyRing", name)
        record = RingRecord(KeyRing(name=name, create_time=self._lifetimes.now()))
        self._store.keep(record)
        return record.message

    def get(self, request: Any) -> Any:
        """Return a key ring."""
        return self._store.ring(require(KEY_RING, request.name, "name")).message

    def list(self, request: Any) -> Any:
        """Return a page of a location's key rings."""
        parent = require(LOCATION, request.parent, "parent")
        names = sorted(name for name in self._store.rings if parent_of(name) == parent)
        page, token = page_of(request, [self._store.rings[name].message for name in names])
        return ListKeyRingsResponse(key_rings=page, next_page_token=token, total_size=len(names))
