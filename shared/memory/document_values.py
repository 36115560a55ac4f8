"""The values of the twin's documents: copied, compared and ordered as Firestore does."""

from collections.abc import Mapping
from typing import Any

from shared.core.document_rules import INTEGER_MAX, INTEGER_MIN, RESERVED_PREFIX, is_text
from shared.core.documents import Condition, Data


def copied(data: Data) -> dict[str, Any]:
    """Return a deep copy of a document, its fields in another order: Firestore keeps none.

    Raises TypeError, OverflowError or ValueError for what Firestore's driver would not store.
    """
    names = sorted(_name(name) for name in data)
    return {name: _copied(data[name]) for name in names}


def same(one: Data, other: Data) -> bool:
    """Tell whether two documents have the same content; True is not 1."""
    return bool(sort_key(dict(one)) == sort_key(dict(other)))


def field_of(data: Data, name: str) -> tuple[Any] | None:
    """Return the value at a dotted name in a tuple, or None where there is no such field."""
    value: Any = data
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return (value,)


def is_met(condition: Condition, data: Data) -> bool:
    """Tell whether a document has the field and the comparison holds, within one type."""
    found = field_of(data, condition.field)
    if found is None or type(found[0]) is not type(condition.value):
        return False
    value, bound = found[0], condition.value
    match condition.operator:
        case "==":
            return bool(value == bound)
        case "<":
            return bool(value < bound)
        case "<=":
            return bool(value <= bound)
        case ">":
            return bool(value > bound)
        case ">=":
            return bool(value >= bound)


def sort_key(value: Any) -> tuple[Any, ...]:
    """Return what orders values of all types: null, boolean, integer, string, list, map."""
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, int):
        return (2, value)
    if isinstance(value, str):
        return (3, value)
    if isinstance(value, list):
        return (4, tuple(sort_key(item) for item in value))
    return (5, tuple((name, sort_key(value[name])) for name in sorted(value)))


def _copied(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is int:
        if not INTEGER_MIN <= value <= INTEGER_MAX:
            raise OverflowError("an integer has 64 bits")
        return value
    if value is None or kind is bool:
        return value
    if kind is dict:
        return copied(value)
    if kind is list:
        return [_item(item) for item in value]
    raise TypeError(f"a {kind.__name__} cannot be stored")


def _item(item: Any) -> Any:
    if type(item) is list:
        raise TypeError("a list within a list cannot be stored")
    return _copied(item)


def _name(name: Any) -> str:
    if type(name) is not str:
        raise TypeError("a field's name is a string")
    if name[:2] in ("", RESERVED_PREFIX):
        raise ValueError("a field's name is empty or reserved")
    return _text(name)


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("a text is not valid Unicode")
    return value
