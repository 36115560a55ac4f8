"""Cloud Storage fails: one attempt, no text of the service, and nothing taken for stored."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from google.auth.exceptions import RefreshError

from shared.core.errors import Unavailable
from shared.gcp.buckets import BucketObjects
from tests.contract.buckets import PROJECT, FailingStorage, failing_storage
from tests.contract.failing_server import SECRET

NAME = "documents/11111111-1111-4111-8111-111111111111"
CALLS: dict[str, Callable[[BucketObjects], object]] = {
    "put": lambda store: store.put(NAME, b"data"),
    "get": lambda store: store.get(NAME),
    "delete": lambda store: store.delete(NAME),
}
TIMEOUT_MS = 200

each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingStorage]:
    monkeypatch.setenv("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")  # as in the cloud
    with failing_storage() as server:
        yield server


def called(call: Callable[[BucketObjects], object], url: str) -> object:
    with closing(BucketObjects(PROJECT, "documents", url, TIMEOUT_MS)) as store:
        return call(store)


# 401 is not among them: to it the library answers with new credentials, which an emulator has not.
@each_call
@pytest.mark.parametrize("status", [403, 408, 429, 500, 503])
def test_a_refused_call_is_one_attempt_and_says_nothing(
    storage: FailingStorage, call: Callable[[BucketObjects], object], status: int
) -> None:
    storage.status = status
    with pytest.raises(Unavailable) as failed:
        called(call, storage.url)
    assert storage.calls == 1
    assert SECRET not in f"{failed.value!r} {failed.value.__cause__!r}"
    assert failed.value.__suppress_context__


def test_a_bucket_that_is_not_there_takes_nothing(storage: FailingStorage) -> None:
    storage.status = 404
    with pytest.raises(Unavailable, match="^NotFound$"):
        called(CALLS["put"], storage.url)


def test_what_was_changed_on_the_way_is_no_answer(storage: FailingStorage) -> None:
    storage.status, storage.headers = 200, {"X-Goog-Hash": "crc32c=AAAAAA=="}
    with pytest.raises(Unavailable, match="^DataCorruption$"):
        called(CALLS["get"], storage.url)


@each_call
def test_nobody_answers(call: Callable[[BucketObjects], object]) -> None:
    with failing_storage() as server:
        url = server.url
    with pytest.raises(Unavailable):
        called(call, url)


@each_call
def test_a_silent_service_is_given_up(call: Callable[[BucketObjects], object]) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Unavailable):
            called(call, f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_without_credentials_nothing_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise RefreshError("no credentials in ~/somebody")  # type: ignore[no-untyped-call]

    monkeypatch.setattr("google.auth.default", none)
    with pytest.raises(Unavailable, match="^RefreshError$"):
        BucketObjects(PROJECT, "documents", None).put(NAME, b"data")
