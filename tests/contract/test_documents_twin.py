"""The twin answers as Firestore does, on cases that nobody chose; and its hooks."""

from dataclasses import replace as changed
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.documents import (
    Condition,
    Create,
    Delete,
    Documents,
    Put,
    Replace,
    Snapshot,
    Write,
    create,
    replace,
)
from shared.core.errors import CommitUnknown, Conflict
from shared.memory.documents import MemoryDocuments
from tests.contract.stores import FirestoreStore

FIELDS = st.sampled_from(["x", "y", "m", "m.x"])
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b", "é"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.dictionaries(st.sampled_from("xy"), inner, max_size=2), max_leaves=4
)
LISTS = st.lists(SCALARS, max_size=2)
DATA = st.dictionaries(st.sampled_from(["x", "y", "m"]), VALUES | LISTS, max_size=3)
EQUALITIES = st.builds(Condition, FIELDS, st.just("=="), SCALARS)
RANGES = st.builds(
    Condition,
    FIELDS,
    st.sampled_from(["<", "<=", ">", ">="]),
    st.integers(-2, 2) | st.sampled_from(["a", "b"]),
)
WHERES = st.lists(EQUALITIES, max_size=2) | st.lists(RANGES, min_size=1, max_size=3)
CHOSEN = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def contents(snapshots: list[Snapshot]) -> list[tuple[str, str]]:
    return [(snapshot.path, ordered(snapshot.data)) for snapshot in snapshots]


def ordered(value: Any) -> str:
    """Write a value with its types, maps in order of their names."""
    if isinstance(value, dict):
        return repr(sorted((name, ordered(each)) for name, each in value.items()))
    return repr(value)


@pytest.mark.emulators
@settings(CHOSEN, max_examples=60)
@given(
    st.lists(DATA, max_size=6),
    st.lists(st.tuples(WHERES, FIELDS | st.none(), st.booleans(), st.integers(1, 7)), max_size=8),
)
def test_queries_find_the_same(
    firestore_host: str,
    data: list[dict[str, Any]],
    queries: list[tuple[list[Condition], str | None, bool, int]],
) -> None:
    real, twin = FirestoreStore(firestore_host).documents, MemoryDocuments()
    for documents in (real, twin):
        documents.commit([Put(f"c/{number}", each) for number, each in enumerate(data)])
    for where, order_by, descending, limit in queries:
        down = descending and order_by is not None
        found = [
            documents.query("c", where, order_by=order_by, descending=down, limit=limit)
            for documents in (real, twin)
        ]
        assert contents(found[0]) == contents(found[1])


STEPS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["create", "replace", "put", "delete"]),
            st.sampled_from("abc"),
            st.sampled_from([{}, {"v": 0}, {"v": False}, {"v": [1]}, {"v": {"w": "x"}}]),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda step: step[1],
    ),
    max_size=12,
)


@pytest.mark.emulators
@settings(CHOSEN, max_examples=60)
@given(STEPS)
def test_commits_succeed_and_fail_alike(
    firestore_host: str, steps: list[list[tuple[str, str, dict[str, Any], int]]]
) -> None:
    sides: list[Documents] = [FirestoreStore(firestore_host).documents, MemoryDocuments()]
    seen: list[dict[str, list[object]]] = [{name: [] for name in "abc"} for _ in sides]
    for step in steps:
        outcomes = [
            attempt(documents, step, tokens) for documents, tokens in zip(sides, seen, strict=True)
        ]
        assert outcomes[0] == outcomes[1]


def attempt(
    documents: Documents,
    step: list[tuple[str, str, dict[str, Any], int]],
    tokens: dict[str, list[object]],
) -> tuple[bool, list[tuple[str, str]], list[int]]:
    """Commit one step; return whether it passed, what is stored, and which tokens are equal."""
    writes = [write_of(*part, tokens[part[1]]) for part in step]
    try:
        documents.commit([write for write in writes if write is not None])
        passed = True
    except Conflict:
        passed = False
    snapshots = documents.get(["d/a", "d/b", "d/c"])
    for snapshot in snapshots:
        if snapshot.exists:
            tokens[snapshot.path[-1]].append(snapshot.token)
    ages = [each.index(each[-1]) for each in tokens.values() if each]
    return passed, contents(snapshots), ages


def write_of(
    kind: str, name: str, data: dict[str, Any], age: int, tokens: list[object]
) -> Write | None:
    if kind in ("replace", "delete") and not tokens:
        return None
    token = tokens[max(-1 - age, -len(tokens))] if tokens else None
    path = f"d/{name}"
    match kind:
        case "create":
            return Create(path, data)
        case "put":
            return Put(path, data)
        case "delete":
            return Delete(path, token)
        case _:
            return Replace(path, data, token)


class Crash(BaseException):
    """A simulated process ends here."""


def test_a_crash_before_a_commit_leaves_the_store_as_it_was() -> None:
    documents = MemoryDocuments()

    def crash(writes: object) -> None:
        raise Crash

    documents.hooks.before_commit = crash
    with pytest.raises(Crash):
        documents.commit([create("a/1", {})])
    assert not documents.get(["a/1"])[0].exists
    assert documents.counters.writes == {}


def test_a_crash_after_a_commit_leaves_it_landed() -> None:
    documents = MemoryDocuments()

    def crash(writes: object) -> None:
        raise Crash

    documents.hooks.after_commit = crash
    with pytest.raises(Crash):
        documents.commit([create("a/1", {})])
    assert documents.get(["a/1"])[0].exists


def test_an_answer_lost_before_the_commit_leaves_nothing() -> None:
    documents = MemoryDocuments()

    def lose(writes: object) -> None:
        raise CommitUnknown

    documents.hooks.before_commit = lose
    with pytest.raises(CommitUnknown):
        documents.commit([create("a/1", {})])
    assert not documents.get(["a/1"])[0].exists


def test_another_writer_runs_between_a_read_and_its_reader() -> None:
    documents = MemoryDocuments()
    documents.commit([create("a/1", {"cash": 1})])
    calls: list[object] = []

    def interfere(paths: object) -> None:
        calls.append(paths)
        documents.hooks = changed(documents.hooks, after_get=calls.append)
        (inner,) = documents.get(["a/1"])
        documents.commit([replace(inner, {"cash": 2})])

    documents.hooks.after_get = interfere
    (outer,) = documents.get(["a/1"])
    assert outer.data == {"cash": 1, "version": 1}
    with pytest.raises(Conflict):
        documents.commit([replace(outer, {"cash": 3})])
    assert calls == [["a/1"], ["a/1"]]
