"""The documents port: what a read sees and what a commit guards (D7, D8)."""

from collections.abc import Sequence
from threading import Barrier, Thread
from typing import Any

import pytest

from shared.core.documents import (
    COMMIT_WRITES_MAX,
    Create,
    Delete,
    Documents,
    Put,
    Replace,
    Snapshot,
    Write,
    create,
    replace,
    save,
)
from shared.core.errors import CommitUnknown, Conflict
from tests.contract.stores import Store


def seen(documents: Documents, path: str) -> Snapshot:
    (snapshot,) = documents.get([path])
    return snapshot


def data_of(documents: Documents, path: str) -> Any:
    return seen(documents, path).data


def test_a_created_document_is_read_as_it_was_written(store: Store) -> None:
    data = {
        "nothing": None,
        "yes": True,
        "no": False,
        "zero": 0,
        "least": -(2**63),
        "most": 2**63 - 1,
        "empty": "",
        "text": "Zażółć 𝄞\n\x00",
        "list": [1, "a", None, True, {"deep": [2]}, {}],
        "no items": [],
        "map": {"1000": 5, "a.b": {"c": {}}},
        "no entries": {},
    }
    store.documents.commit([Create("accounts/1", data)])
    (snapshot,) = store.documents.get(["accounts/1"])
    assert snapshot.path == "accounts/1"
    assert snapshot.exists
    assert snapshot.data == data
    assert snapshot.data["yes"] is True
    assert type(snapshot.data["zero"]) is int


def test_a_missing_document_is_a_snapshot_without_data(store: Store) -> None:
    snapshot = seen(store.documents, "accounts/none")
    assert not snapshot.exists
    assert snapshot.path == "accounts/none"
    assert snapshot.data is None
    assert snapshot.token is None
    assert snapshot.version == 0


def test_an_empty_document_exists(store: Store) -> None:
    store.documents.commit([Put("accounts/1", {})])
    assert seen(store.documents, "accounts/1").data == {}


def test_documents_are_read_in_the_order_asked(store: Store) -> None:
    paths = [f"orders/{number}" for number in range(20)]
    store.documents.commit([create(path, {"path": path}) for path in paths])
    asked = [*reversed(paths[::2]), "orders/none", "orders/3", "orders/3", *paths[1::2]]
    snapshots = store.documents.get(asked)
    assert [snapshot.path for snapshot in snapshots] == asked
    for snapshot in snapshots:
        assert snapshot.path == (snapshot.data or {"path": "orders/none"})["path"]


def test_nothing_asked_and_nothing_written_is_nothing_done(store: Store) -> None:
    assert store.documents.get([]) == []
    store.documents.commit([])
    assert store.counters.as_dict() == {"reads": {}, "writes": {}, "queries": {}, "publishes": {}}


def test_a_document_is_created_once(store: Store) -> None:
    store.documents.commit([create("orders/1", {"qty": 1})])
    with pytest.raises(Conflict):
        store.documents.commit([create("orders/1", {"qty": 2})])
    assert data_of(store.documents, "orders/1") == {"qty": 1, "version": 1}


def test_a_replaced_document_has_the_next_version_and_no_old_field(store: Store) -> None:
    store.documents.commit([create("orders/1", {"qty": 1, "outbox": 3})])
    store.documents.commit([replace(seen(store.documents, "orders/1"), {"qty": 2})])
    assert data_of(store.documents, "orders/1") == {"qty": 2, "version": 2}


def test_save_creates_and_then_replaces(store: Store) -> None:
    for qty in (1, 2):
        store.documents.commit([save(seen(store.documents, "positions/1"), {"qty": qty})])
    assert data_of(store.documents, "positions/1") == {"qty": 2, "version": 2}


def test_a_stale_token_is_a_conflict(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    stale = seen(store.documents, "accounts/1")
    store.documents.commit([replace(stale, {"cash": 2})])
    with pytest.raises(Conflict):
        store.documents.commit([replace(stale, {"cash": 3})])
    assert data_of(store.documents, "accounts/1") == {"cash": 2, "version": 2}


def test_the_same_content_written_over_a_stale_token_is_a_conflict(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    stale = seen(store.documents, "accounts/1")
    store.documents.commit([replace(stale, {"cash": 2})])
    with pytest.raises(Conflict):
        store.documents.commit([Replace("accounts/1", {"cash": 2, "version": 2}, stale.token)])


def test_a_rewrite_with_the_same_content_does_not_stop_a_stale_writer(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    read = seen(store.documents, "accounts/1")
    assert read.data is not None
    store.documents.commit([Replace("accounts/1", read.data, read.token)])
    store.documents.commit([Put("accounts/1", read.data)])
    assert seen(store.documents, "accounts/1").token == read.token
    store.documents.commit([replace(read, {"cash": 5})])
    assert data_of(store.documents, "accounts/1") == {"cash": 5, "version": 2}


def test_a_rewrite_with_a_raised_version_stops_a_stale_writer(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    read = seen(store.documents, "accounts/1")
    store.documents.commit([replace(read, {"cash": 1})])
    assert seen(store.documents, "accounts/1").token != read.token
    with pytest.raises(Conflict):
        store.documents.commit([replace(read, {"cash": 5})])


@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), ([], {}), (0, None)])
def test_a_value_of_another_type_is_another_content(
    store: Store, before: object, after: object
) -> None:
    store.documents.commit([Put("accounts/1", {"value": before})])
    read = seen(store.documents, "accounts/1")
    store.documents.commit([Put("accounts/1", {"value": after})])
    assert seen(store.documents, "accounts/1").token != read.token


def test_a_replace_of_a_document_that_is_gone_is_a_conflict(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    read = seen(store.documents, "accounts/1")
    store.documents.commit([Delete("accounts/1", read.token)])
    with pytest.raises(Conflict):
        store.documents.commit([replace(read, {"cash": 2})])
    assert data_of(store.documents, "accounts/1") is None


def test_a_document_created_again_is_not_the_one_that_was_seen(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    read = seen(store.documents, "accounts/1")
    store.documents.commit([Delete("accounts/1", read.token)])
    store.documents.commit([create("accounts/1", {"cash": 1})])
    with pytest.raises(Conflict):
        store.documents.commit([replace(read, {"cash": 2})])


def test_a_delete_needs_the_state_that_was_seen(store: Store) -> None:
    store.documents.commit([create("orders/1", {"qty": 1})])
    stale = seen(store.documents, "orders/1")
    store.documents.commit([replace(stale, {"qty": 2})])
    with pytest.raises(Conflict):
        store.documents.commit([Delete("orders/1", stale.token)])
    fresh = seen(store.documents, "orders/1")
    store.documents.commit([Delete("orders/1", fresh.token)])
    assert not seen(store.documents, "orders/1").exists
    with pytest.raises(Conflict):
        store.documents.commit([Delete("orders/1", fresh.token)])


def test_a_put_writes_whatever_is_there(store: Store) -> None:
    for bid in (100, 101):
        store.documents.commit([Put("quotes/AAPL", {"bid": bid})])
    assert data_of(store.documents, "quotes/AAPL") == {"bid": 101}


def test_a_commit_is_applied_whole(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 9}), create("orders/0", {})])
    account, order = store.documents.get(["accounts/1", "orders/0"])
    store.documents.commit(
        [
            replace(account, {"cash": 4}),
            create("orders/1", {"qty": 5}),
            Put("quotes/AAPL", {"bid": 1}),
            Delete("orders/0", order.token),
        ]
    )
    after = store.documents.get(["accounts/1", "orders/1", "quotes/AAPL", "orders/0"])
    assert [snapshot.data for snapshot in after] == [
        {"cash": 4, "version": 2},
        {"qty": 5, "version": 1},
        {"bid": 1},
        None,
    ]


@pytest.mark.parametrize("broken_first", [True, False])
def test_a_commit_with_one_conflict_is_not_applied_at_all(
    store: Store, *, broken_first: bool
) -> None:
    store.documents.commit([create("accounts/1", {"cash": 9}), create("orders/0", {})])
    account, order = store.documents.get(["accounts/1", "orders/0"])
    sound: list[Write] = [
        replace(account, {"cash": 4}),
        create("orders/1", {}),
        Put("quotes/AAPL", {"bid": 1}),
        Delete("orders/0", order.token),
    ]
    taken = store.documents.get(["accounts/2"])[0]
    store.documents.commit([create("accounts/2", {})])
    broken = [save(taken, {"cash": 1})]
    with pytest.raises(Conflict):
        store.documents.commit([*broken, *sound] if broken_first else [*sound, *broken])
    after = store.documents.get(["accounts/1", "orders/1", "quotes/AAPL", "orders/0"])
    assert [snapshot.data for snapshot in after] == [
        {"cash": 9, "version": 1},
        None,
        None,
        {"version": 1},
    ]


def test_a_commit_that_landed_without_its_answer_is_unknown_and_is_found(store: Store) -> None:
    store.lose_next_answer()
    with pytest.raises(CommitUnknown):
        store.documents.commit([create("orders/1", {"qty": 1})])
    assert data_of(store.documents, "orders/1") == {"qty": 1, "version": 1}
    with pytest.raises(Conflict):
        store.documents.commit([create("orders/1", {"qty": 1})])


def test_databases_do_not_see_each_other(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 1})])
    assert not seen(store.neighbour, "accounts/1").exists
    assert store.neighbour.query("accounts", limit=5) == []
    store.neighbour.commit([create("accounts/1", {"cash": 2})])
    assert data_of(store.documents, "accounts/1") == {"cash": 1, "version": 1}


def test_what_a_caller_does_to_its_data_changes_nothing_stored(store: Store) -> None:
    data: dict[str, Any] = {"balances": {"1000": 5}, "links": [1]}
    store.documents.commit([Create("accounts/1", data)])
    data["balances"]["1000"] = 6
    read = data_of(store.documents, "accounts/1")
    read["links"].append(2)
    read["balances"]["2000"] = 1
    (found,) = store.documents.query("accounts", limit=1)
    found.data["links"].append(3)  # type: ignore[index]  # a query returns what exists
    assert data_of(store.documents, "accounts/1") == {"balances": {"1000": 5}, "links": [1]}


def test_of_many_writers_at_once_one_wins(store: Store) -> None:
    store.documents.commit([create("accounts/1", {"cash": 0})])
    read = seen(store.documents, "accounts/1")
    won: list[int] = []
    barrier = Barrier(4)

    def write(number: int) -> None:
        barrier.wait()
        try:
            store.documents.commit([replace(read, {"cash": number})])
            won.append(number)
        except Conflict:
            pass

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert data_of(store.documents, "accounts/1") == {"cash": won[0], "version": 2}


def test_a_commit_of_the_greatest_size_is_applied(store: Store) -> None:
    writes = [create(f"entries/{number}", {}) for number in range(COMMIT_WRITES_MAX)]
    store.documents.commit(writes)
    assert seen(store.documents, f"entries/{COMMIT_WRITES_MAX - 1}").exists
    with pytest.raises(ValueError, match="too many writes"):
        store.documents.commit([*writes, create("entries/one-more", {})])


def test_every_document_asked_written_and_found_is_counted(store: Store) -> None:
    store.documents.commit([create("orders/1", {}), create("orders/2", {}), Put("quotes/A", {})])
    store.documents.get(["orders/1", "accounts/none", "orders/none"])
    store.documents.query("orders", limit=1)
    store.documents.query("orders", limit=9)
    store.documents.query("events", limit=9)
    assert store.counters.as_dict() == {
        "reads": {"orders": 2 + 1 + 2, "accounts": 1, "events": 1},
        "writes": {"orders": 2, "quotes": 1},
        "queries": {"orders": 2, "events": 1},
        "publishes": {},
    }


def test_a_commit_in_conflict_counts_no_write(store: Store) -> None:
    store.documents.commit([create("orders/1", {})])
    with pytest.raises(Conflict):
        store.documents.commit([create("orders/1", {}), create("orders/2", {})])
    assert store.counters.as_dict()["writes"] == {"orders": 1}


@pytest.mark.parametrize(
    "path",
    ["orders", "orders/", "/1", "orders/1/2", "orders/.", "orders/..", "__x/1", "orders/__id7__"]
    + ["orders/" + "x" * 376, "orders/\ud800"],
)
def test_a_path_that_is_not_a_document_of_a_collection_is_refused(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="collection/id"):
        store.documents.get([path])
    with pytest.raises(ValueError, match="collection/id"):
        store.documents.commit([create("orders/1", {}), Put(path, {})])
    assert not seen(store.documents, "orders/1").exists


@pytest.mark.parametrize("path", ["orders/...", "orders/a.b c", "quotes/BRK.B", "orders/é~%2F"])
def test_other_characters_are_free(store: Store, path: str) -> None:
    store.documents.commit([create(path, {"path": path})])
    assert data_of(store.documents, path) == {"path": path, "version": 1}


@pytest.mark.parametrize("write", [Replace("orders/1", {}, None), Delete("orders/1", None)])
def test_a_guarded_write_without_a_token_is_refused(store: Store, write: Write) -> None:
    store.documents.commit([create("orders/1", {})])
    with pytest.raises(TypeError, match="token"):
        store.documents.commit([write])
    assert seen(store.documents, "orders/1").version == 1


def test_two_writes_of_one_document_are_refused(store: Store) -> None:
    writes: Sequence[Write] = [Put("orders/1", {"qty": 1}), Put("orders/1", {"qty": 2})]
    with pytest.raises(ValueError, match="once"):
        store.documents.commit(writes)
    assert not seen(store.documents, "orders/1").exists
