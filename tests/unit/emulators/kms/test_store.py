"""What is kept is whole: written in one step, read back as it was."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from google.cloud.kms_v1.types import CryptoKey, KeyRing

from emulators.kms.errors import KmsError
from emulators.kms.lifetimes import Lifetimes
from emulators.kms.records import KeyRecord, RingRecord
from emulators.kms.store import DirectoryInUse, Store
from shared.gcp.clock import SystemClock

RING = "projects/p/locations/l/keyRings/r"
TEMPLATE = {"algorithm": "HMAC_SHA256", "protection_level": "HSM"}


def new_key(name: str) -> KeyRecord:
    key = KeyRecord(CryptoKey(name=name, purpose="MAC", version_template=TEMPLATE))
    Lifetimes(SystemClock()).add_version(key)
    return key


@dataclass
class Disk:
    """A directory whose store can be closed and read again."""

    directory: Path

    def __post_init__(self) -> None:
        self.store = Store(self.directory)

    def read_again(self) -> Store:
        self.store.close()
        self.store = Store(self.directory)
        return self.store


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path)
    yield disk
    disk.store.close()


def test_records_are_read_back_as_they_were(disk: Disk) -> None:
    ring, key = RingRecord(KeyRing(name=RING)), new_key(f"{RING}/cryptoKeys/k")
    ring.policy.bindings.add(role="roles/cloudkms.signer", members=["user:a@example.com"])
    disk.store.keep(ring)
    disk.store.keep(key)
    again = disk.read_again()
    assert (again.rings, again.keys) == ({ring.name: ring}, {key.name: key})


def test_a_write_that_fails_leaves_the_old_record(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key(f"{RING}/cryptoKeys/k")
    disk.store.keep(key)
    before = KeyRecord.of_json(key.as_json())

    def disk_is_full(handle: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", disk_is_full)
    key.message.labels = {"a": "1"}
    with pytest.raises(OSError):
        disk.store.keep(key)
    again = disk.read_again()
    assert again.keys == {key.name: before}
    assert not list(disk.directory.rglob("*.draft"))


def test_the_material_is_in_its_own_file_alone(disk: Disk) -> None:
    first, second = (new_key(f"{RING}/cryptoKeys/{name}") for name in "ab")
    disk.store.keep(first)
    disk.store.keep(second)
    stored = json.loads((disk.directory / f"{first.name}.json").read_text())["versions"]["1"]
    holders = [
        path for path in disk.directory.rglob("*.json") if stored["material"] in path.read_text()
    ]
    assert holders == [disk.directory / f"{first.name}.json"]


def test_a_directory_has_one_store(disk: Disk) -> None:
    with pytest.raises(DirectoryInUse):
        Store(disk.directory)
    disk.read_again()


def test_an_unknown_ring_is_not_found(disk: Disk) -> None:
    with pytest.raises(KmsError, match="not found"):
        disk.store.ring(RING)
