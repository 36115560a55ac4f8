"""The Firestore driver before a server that fails: which error, after how many attempts."""

import socket
import time
from collections.abc import Callable

import grpc
import pytest

from shared.core.counters import Counters
from shared.core.documents import Delete, Documents, Put, Replace, Write, create
from shared.core.errors import CommitUnknown, Conflict, StoreError, Unavailable
from shared.gcp.documents import FirestoreDocuments
from tests.contract.failing_server import SECRET, FailingServer
from tests.contract.stores import FirestoreStore

READS: list[Callable[[Documents], object]] = [
    lambda documents: documents.get(["accounts/1"]),
    lambda documents: documents.query("accounts", limit=1),
]


def documents_at(host: str, counters: Counters | None = None) -> FirestoreDocuments:
    return FirestoreDocuments("p", "ledger", host, counters)


def raised(call: Callable[[], object]) -> StoreError:
    with pytest.raises(StoreError) as caught:
        call()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    return caught.value


def commit_expectations() -> list[tuple[grpc.StatusCode, type[StoreError]]]:
    codes = grpc.StatusCode
    lost_races = [codes.ALREADY_EXISTS, codes.FAILED_PRECONDITION, codes.ABORTED]
    refusals = [
        codes.INVALID_ARGUMENT, codes.NOT_FOUND, codes.OUT_OF_RANGE, codes.PERMISSION_DENIED,
        codes.RESOURCE_EXHAUSTED, codes.UNAUTHENTICATED, codes.UNIMPLEMENTED,
    ]  # fmt: skip
    doubts = [
        codes.CANCELLED, codes.UNKNOWN, codes.DEADLINE_EXCEEDED, codes.INTERNAL,
        codes.UNAVAILABLE, codes.DATA_LOSS,
    ]  # fmt: skip
    assert len({*lost_races, *refusals, *doubts}) == len(codes) - 1
    return [
        *((code, Conflict) for code in lost_races),
        *((code, Unavailable) for code in refusals),
        *((code, CommitUnknown) for code in doubts),
    ]


@pytest.mark.parametrize(("status", "error"), commit_expectations())
def test_a_failed_commit_says_what_is_known_of_its_fate(
    failing: FailingServer, status: grpc.StatusCode, error: type[StoreError]
) -> None:
    failing.status = status
    counters = Counters()
    documents = documents_at(failing.host, counters)
    failure = raised(lambda: documents.commit([create("accounts/1", {"name": SECRET})]))
    assert type(failure) is error
    assert str(failure) == status.name
    assert len(failing.calls) == 1
    assert counters.writes == {}


@pytest.mark.emulators
@pytest.mark.parametrize("kind", ["replace", "delete"])
def test_a_guarded_document_that_is_not_found_is_a_conflict(
    failing: FailingServer, firestore_host: str, kind: str
) -> None:
    store = FirestoreStore(firestore_host)
    store.documents.commit([Put("accounts/1", {})])
    token = store.documents.get(["accounts/1"])[0].token
    failing.status = grpc.StatusCode.NOT_FOUND
    write: Write = (
        Replace("accounts/1", {}, token) if kind == "replace" else Delete("accounts/1", token)
    )
    assert type(raised(lambda: documents_at(failing.host).commit([write]))) is Conflict


@pytest.mark.parametrize("status", [code for code in grpc.StatusCode if code.name != "OK"])
@pytest.mark.parametrize("read", READS)
def test_a_failed_read_is_unavailable_after_one_attempt(
    failing: FailingServer, status: grpc.StatusCode, read: Callable[[Documents], object]
) -> None:
    failing.status = status
    counters = Counters()
    documents = documents_at(failing.host, counters)
    failure = raised(lambda: read(documents))
    assert type(failure) is Unavailable
    assert str(failure) == status.name
    assert len(failing.calls) == 1
    assert counters.reads == counters.queries == {}


def test_a_call_names_its_database_and_the_emulators_owner(failing: FailingServer) -> None:
    documents = documents_at(failing.host)
    raised(lambda: documents.get(["accounts/1"]))
    (headers,) = failing.calls
    assert headers["x-goog-request-params"] == "database=projects%2Fp%2Fdatabases%2Fledger"
    assert headers["authorization"] == "Bearer owner"


@pytest.mark.parametrize("listening", [True, False])
def test_a_server_that_does_not_answer_costs_one_deadline(*, listening: bool) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:
            silent.listen()
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        documents = FirestoreDocuments("p", "ledger", host, timeout_ms=300)
        began = time.monotonic()
        for read in READS:
            failure = raised(lambda read=read: read(documents))  # type: ignore[misc]
            assert type(failure) is Unavailable
        failure = raised(lambda: documents.commit([create("accounts/1", {})]))
        assert type(failure) is CommitUnknown
        assert time.monotonic() - began < 3


def test_nothing_connects_before_the_first_call() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        FirestoreDocuments("p", "ledger", f"127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(TimeoutError):
            server.accept()
