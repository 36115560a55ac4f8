"""The object port, over its twin, the folder of a local stack, and Cloud Storage's emulator."""

import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from shared.core.errors import Unavailable
from shared.core.objects import Objects
from shared.gcp.objects import FolderObjects
from shared.memory.objects import MemoryObjects
from tests.contract.buckets import own_bucket

STORES: dict[str, Callable[[Path], Objects]] = {
    "memory": lambda _: MemoryObjects(),
    "folder": lambda path: FolderObjects(path / "objects"),
}
NAME = "documents/11111111-1111-4111-8111-111111111111"


@pytest.fixture(params=[*STORES, "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Objects]:
    if request.param != "bucket":
        yield STORES[request.param](tmp_path)
        return
    with closing(own_bucket(request.getfixturevalue("storage_url"))) as bucket:
        yield bucket


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"\r\n--\r\n", bytes(10_000_000)])
def test_what_was_put_is_got(store: Objects, data: bytes) -> None:
    store.put(NAME, data)
    assert store.get(NAME) == data


def test_the_last_put_counts(store: Objects) -> None:
    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert store.get(NAME) == b"second"


def test_threads_share_a_store(store: Objects) -> None:
    names = [f"documents/11111111-1111-4111-8111-{number:012}" for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: store.put(name, name.encode()), names))
        assert list(pool.map(store.get, names)) == [name.encode() for name in names]


def test_a_bucket_that_was_closed_opens_again(storage_url: str) -> None:
    with closing(own_bucket(storage_url)) as store:
        store.put(NAME, b"data")
        store.close()
        assert store.get(NAME) == b"data"


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
