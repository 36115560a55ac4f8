"""The documents port: queries by equality and range, in order, to a limit (D9)."""

from typing import Any

import pytest

from shared.core.documents import Condition, Delete, Operator, Put, Snapshot
from tests.contract.stores import Store

ORDERS: dict[str, dict[str, Any]] = {
    "a": {"status": "new", "qty": 30, "at": "2026-01-03", "outbox": 3},
    "b": {"status": "filled", "qty": 10, "at": "2026-01-01"},
    "c": {"status": "new", "qty": 20, "at": "2026-01-02", "outbox": 3},
    "d": {"status": "new", "qty": 20, "at": "2026-01-02", "outbox": 4},
    "e": {"status": None, "qty": "20", "sequences": {"trades": 7}},
    "f": {"status": True, "qty": None, "sequences": {"trades": 8}},
    "g": {"status": 1, "sequences": {}},
}


@pytest.fixture
def filled(store: Store) -> Store:
    store.documents.commit([Put(f"orders/{name}", data) for name, data in ORDERS.items()])
    store.documents.commit([Put("ordersx/z", ORDERS["a"]), Put("accounts/a", ORDERS["a"])])
    return store


def names(snapshots: list[Snapshot]) -> str:
    for snapshot in snapshots:
        name = snapshot.path.removeprefix("orders/")
        assert snapshot.data == ORDERS[name]
        assert snapshot.token is not None
    return "".join(snapshot.path.removeprefix("orders/") for snapshot in snapshots)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("status", "new", "acd"),
        ("status", "NEW", ""),
        ("status", None, "e"),
        ("status", True, "f"),
        ("status", False, ""),
        ("status", 1, "g"),
        ("qty", 20, "cd"),
        ("qty", "20", "e"),
        ("outbox", 3, "ac"),
        ("sequences.trades", 8, "f"),
        ("sequences.fills", 8, ""),
        ("status.trades", 8, ""),
        ("none", None, ""),
    ],
)
def test_equality_holds_within_a_type_and_never_without_the_field(
    filled: Store, field: str, value: object, expected: str
) -> None:
    found = filled.documents.query("orders", [Condition(field, "==", value)], limit=9)
    assert names(found) == expected


@pytest.mark.parametrize(
    ("operator", "expected"), [("<", "b"), ("<=", "bcd"), (">", "a"), (">=", "cda")]
)
def test_a_range_holds_within_a_type_and_orders_by_its_field(
    filled: Store, operator: Operator, expected: str
) -> None:
    found = filled.documents.query("orders", [Condition("qty", operator, 20)], limit=9)
    assert names(found) == expected


def test_a_range_over_texts_follows_their_characters(filled: Store) -> None:
    where = [Condition("at", ">", "2026-01-01"), Condition("at", "<", "2026-01-03")]
    assert names(filled.documents.query("orders", where, limit=9)) == "cd"


def test_every_condition_must_hold(filled: Store) -> None:
    where = [
        Condition("outbox", "==", 3),
        Condition("status", "==", "new"),
        Condition("qty", ">=", 25),
    ]
    assert names(filled.documents.query("orders", where, limit=9)) == "a"


def test_an_order_leaves_out_documents_without_its_field(filled: Store) -> None:
    assert names(filled.documents.query("orders", order_by="outbox", limit=9)) == "acd"
    assert names(filled.documents.query("orders", order_by="at", limit=9)) == "bcda"


def test_an_order_ranks_types_and_then_values(filled: Store) -> None:
    assert names(filled.documents.query("orders", order_by="qty", limit=9)) == "fbcdae"
    assert names(filled.documents.query("orders", order_by="status", limit=9)) == "efgbacd"


def test_a_descending_order_turns_equal_documents_round_too(filled: Store) -> None:
    found = filled.documents.query("orders", order_by="at", descending=True, limit=9)
    assert names(found) == "adcb"


def test_the_limit_cuts_after_the_order(filled: Store) -> None:
    first = filled.documents.query("orders", order_by="at", limit=2)
    last = filled.documents.query("orders", order_by="at", descending=True, limit=2)
    assert names(first) == "bc"
    assert names(last) == "ad"


def test_without_an_order_documents_come_by_their_path(filled: Store) -> None:
    assert names(filled.documents.query("orders", limit=9)) == "abcdefg"
    assert names(filled.documents.query("orders", limit=3)) == "abc"


def test_a_query_sees_what_was_written_and_not_what_was_deleted(filled: Store) -> None:
    (order,) = filled.documents.get(["orders/a"])
    filled.documents.commit([Delete("orders/a", order.token)])
    where = [Condition("outbox", "==", 3)]
    assert names(filled.documents.query("orders", where, limit=9)) == "c"


def test_a_found_document_can_be_replaced_by_its_token(filled: Store) -> None:
    (found,) = filled.documents.query("orders", [Condition("outbox", "==", 4)], limit=1)
    filled.documents.commit([Delete(found.path, found.token)])
    assert filled.documents.query("orders", [Condition("outbox", "==", 4)], limit=1) == []


def test_an_empty_collection_has_no_documents(store: Store) -> None:
    assert store.documents.query("orders", order_by="at", limit=1) == []
