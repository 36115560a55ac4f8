"""The documents port: what can be stored, and that a refusal quotes nothing (D5)."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from shared.core.documents import Condition, Put, create
from tests.contract.stores import Store


class Side(StrEnum):
    BUY = "buy"


SECRET = "Juan Perez"
REFUSED: list[tuple[Any, type[Exception]]] = [
    (1.5, TypeError),
    (1.0, TypeError),
    (float("nan"), TypeError),
    (b"bytes", TypeError),
    ((1, 2), TypeError),
    ({1, 2}, TypeError),
    (Decimal("1.5"), TypeError),
    (datetime(2026, 1, 1, tzinfo=UTC), TypeError),
    (Side.BUY, TypeError),
    (object(), TypeError),
    ([[1]], TypeError),
    ({"deep": [{"deeper": 1.5}]}, TypeError),
    ({1: "number as name"}, TypeError),
    ({None: "nothing as name"}, TypeError),
    (2**63, OverflowError),
    (-(2**63) - 1, OverflowError),
    ({"": "empty name"}, ValueError),
    ({"__name__": "reserved"}, ValueError),
    (SECRET + "\ud800", ValueError),
    ({SECRET + "\udfff": 1}, ValueError),
]


@pytest.mark.parametrize(("value", "error"), REFUSED, ids=lambda value: type(value).__name__)
def test_what_cannot_be_stored_is_refused_before_anything_is_sent(
    store: Store, value: Any, error: type[Exception]
) -> None:
    sound = Put("orders/1", {"qty": 1})
    for data in ({"field": value}, {"map": {"field": value}}, {"list": [{"field": value}]}):
        with pytest.raises(error) as raised:
            store.documents.commit([sound, create("orders/2", {"name": SECRET, **data})])
        assert type(raised.value) is error
        assert SECRET not in str(raised.value)
        assert raised.value.__cause__ is raised.value.__context__ is None
    assert not any(snapshot.exists for snapshot in store.documents.get(["orders/1", "orders/2"]))
    assert store.counters.as_dict()["writes"] == {}


@pytest.mark.parametrize("value", [1.5, (1,), Decimal(1), Side.BUY, [1], {"a": 1}])
@pytest.mark.parametrize("operator", ["==", ">="])
def test_a_query_compares_plain_values_only(store: Store, value: Any, operator: Any) -> None:
    with pytest.raises(TypeError):
        store.documents.query("orders", [Condition("qty", operator, value)], limit=1)


@pytest.mark.parametrize("value", [None, True])
def test_a_range_has_a_number_or_a_text_as_bound(store: Store, value: Any) -> None:
    with pytest.raises(TypeError):
        store.documents.query("orders", [Condition("qty", "<", value)], limit=1)


@pytest.mark.parametrize("field", ["", "a..b", "a b", "`a`", "__name__", "a.__b__", "1a", "a-b"])
def test_a_query_names_plain_fields_only(store: Store, field: str) -> None:
    with pytest.raises(ValueError, match="field"):
        store.documents.query("orders", [Condition(field, "==", 1)], limit=1)
    with pytest.raises(ValueError, match="field"):
        store.documents.query("orders", order_by=field, limit=1)


def test_a_query_outside_the_port_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="collection"):
        store.documents.query("orders/1/fills", limit=1)
    with pytest.raises(ValueError, match="operator"):
        store.documents.query("orders", [Condition("qty", "!=", 1)], limit=1)  # type: ignore[arg-type]  # the fault
    with pytest.raises(ValueError, match="limit"):
        store.documents.query("orders", limit=0)
    with pytest.raises(ValueError, match="order by"):
        store.documents.query("orders", descending=True, limit=1)
    with pytest.raises(ValueError, match="Unicode"):
        store.documents.query("orders", [Condition("name", "==", "\ud800")], limit=1)
    assert store.counters.as_dict()["queries"] == {}
