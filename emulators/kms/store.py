"""Key rings and keys in a directory: one file each, replaced in one step, readable by us alone."""

import fcntl
import json
import os
from pathlib import Path
from threading import RLock
from typing import TextIO

from emulators.kms.errors import not_found
from emulators.kms.records import Json, KeyRecord, RingRecord

LOCK_FILE = "kms.lock"
DRAFT_SUFFIX = ".draft"


class DirectoryInUse(Exception):
    """Say that another process keeps its keys in a directory."""


class Store:
    """Everything there is. Hold `lock` while records are read and changed; then `keep` them."""

    def __init__(self, directory: Path) -> None:
        _make_folder(directory)
        self.lock = RLock()
        self.rings: dict[str, RingRecord] = {}
        self.keys: dict[str, KeyRecord] = {}
        self._directory = directory
        self._handle = _exclusive(directory / LOCK_FILE)
        self._load()

    def ring(self, name: str) -> RingRecord:
        """Return a key ring.

        Raises KmsError.
        """
        if name not in self.rings:
            raise not_found(f"KeyRing {name}")
        return self.rings[name]

    def keep(self, record: RingRecord | KeyRecord) -> None:
        """Write a new or changed record; it outlives this process from then on."""
        self._write(record.name, record.as_json())
        if isinstance(record, RingRecord):
            self.rings[record.name] = record
        else:
            self.keys[record.name] = record

    def close(self) -> None:
        """Let another process have the directory."""
        self._handle.close()

    def _load(self) -> None:
        for draft in self._directory.rglob(f"*{DRAFT_SUFFIX}"):
            draft.unlink()  # written by a process that was killed before the step
        for path in self._directory.rglob("*.json"):
            stored = json.loads(path.read_text())
            if "key_ring" in stored:
                ring = RingRecord.of_json(stored)
                self.rings[ring.name] = ring
            else:
                key = KeyRecord.of_json(stored)
                self.keys[key.name] = key

    def _write(self, name: str, content: Json) -> None:
        path = self._directory / f"{name}.json"
        _make_folder(path.parent)
        draft = path.with_suffix(DRAFT_SUFFIX)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def _make_folder(path: Path) -> None:
    if not path.exists():
        _make_folder(path.parent)
        path.mkdir(mode=0o700)  # with parents=True only the last one would get the mode


def _exclusive(path: Path) -> TextIO:
    handle = path.open("a")
    path.chmod(0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise DirectoryInUse(f"another process keeps its keys in {path.parent}") from None
    return handle
