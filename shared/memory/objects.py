"""The twin of the object store, in memory."""

from dataclasses import dataclass, field
from threading import Lock

from shared.core.objects import check_name


@dataclass(slots=True)
class MemoryObjects:
    """One store. Safe to share by threads."""

    _stored: dict[str, bytes] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def put(self, name: str, data: bytes) -> None:
        """Write an object whole, whatever is there."""
        check_name(name)
        with self._lock:
            self._stored[name] = bytes(data)

    def get(self, name: str) -> bytes | None:
        """Return an object, None where there is none."""
        check_name(name)
        return self._stored.get(name)

    def delete(self, name: str) -> None:
        """Remove an object; it is no error that there is none."""
        check_name(name)
        with self._lock:
            self._stored.pop(name, None)

    def names(self) -> list[str]:
        """Return the names of all objects, sorted."""
        return sorted(self._stored)
