"""The object port, over its twin and over the folder of a local stack."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.core.errors import Unavailable
from shared.core.objects import Objects
from shared.gcp.objects import FolderObjects
from shared.memory.objects import MemoryObjects

STORES: dict[str, Callable[[Path], Objects]] = {
    "memory": lambda _: MemoryObjects(),
    "folder": lambda path: FolderObjects(path / "objects"),
}
NAME = "documents/11111111-1111-4111-8111-111111111111"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    return STORES[request.param](tmp_path)


@pytest.mark.parametrize("data", [b"", b"\x00\xff", bytes(300_000)])
def test_what_was_put_is_got(store: Objects, data: bytes) -> None:
    store.put(NAME, data)
    assert store.get(NAME) == data


def test_the_last_put_counts(store: Objects) -> None:
    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert store.get(NAME) == b"second"


def test_what_is_not_there_is_none_and_can_be_deleted(store: Objects) -> None:
    assert store.get(NAME) is None
    store.delete(NAME)
    store.put(NAME, b"data")
    store.delete(NAME)
    assert store.get(NAME) is None


@pytest.mark.parametrize(
    "name", ["", "x", "../x", "documents/../../etc", "documents/ana", f"/{NAME}", f"{NAME}/x"]
)
def test_a_name_that_is_no_name_is_refused(store: Objects, name: str) -> None:
    calls: list[Callable[[str], object]] = [
        store.get,
        store.delete,
        lambda name: store.put(name, b""),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="kind/identifier"):
            call(name)


def test_a_folder_belongs_to_its_user_and_keeps_no_unfinished_file(tmp_path: Path) -> None:
    store = FolderObjects(tmp_path / "objects")
    store.put(NAME, b"data")
    (kind,) = (tmp_path / "objects").iterdir()
    assert stat.S_IMODE(kind.stat().st_mode) == 0o700
    assert [path.name for path in kind.iterdir()] == [NAME.partition("/")[2]]


def test_a_folder_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file")
    store = FolderObjects(tmp_path / "objects")
    calls: list[Callable[[], object]] = [
        lambda: store.put(NAME, b""),
        lambda: store.get(NAME),
        lambda: store.delete(NAME),
    ]
    for call in calls:
        with pytest.raises(Unavailable):
            call()
