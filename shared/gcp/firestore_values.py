"""Documents as Firestore's protocol messages, and back.

Only the types of the documents port exist here, compared exactly: an enumeration or a tuple is
refused like a float, because it would not come back as what it was.
"""

from typing import Any

from google.cloud.firestore_v1.types import document as document_types

from shared.core.document_rules import INTEGER_MAX, INTEGER_MIN, RESERVED_PREFIX
from shared.core.documents import Data

PbValue = document_types.Value.pb()


def fill_fields(fields: Any, data: Data) -> None:
    """Write `data` into the fields of a protocol message.

    Raises TypeError, OverflowError or ValueError; none of them quotes a value.
    """
    if not _filled(fields, data):
        raise ValueError("a text is not valid Unicode")


def plain_fields(fields: Any) -> dict[str, Any]:
    """Read the fields of a protocol message."""
    return {name: _plain(value) for name, value in fields.items()}


def value_of(plain: Any) -> Any:
    """Return one value as a protocol message; raises what `fill_fields` raises."""
    fields = document_types.MapValue.pb()().fields
    fill_fields(fields, {"value": plain})
    return fields["value"]


def _filled(fields: Any, data: Data) -> bool:
    # The encoding error holds the whole text, so it ends here and is not chained.
    try:
        _fill_map(fields, data)
    except UnicodeEncodeError:
        return False
    return True


def _fill_map(fields: Any, data: Data) -> None:
    for name, value in data.items():
        if type(name) is not str:
            raise TypeError("a field's name is a string")
        if name[:2] in ("", RESERVED_PREFIX):
            raise ValueError("a field's name is empty or reserved")
        _fill(fields[name], value)


def _fill(target: Any, value: Any) -> None:
    kind = type(value)
    if kind is str:
        target.string_value = value
    elif kind is int:
        if not INTEGER_MIN <= value <= INTEGER_MAX:
            raise OverflowError("an integer has 64 bits")
        target.integer_value = value
    elif value is None:
        target.null_value = 0
    elif kind is bool:
        target.boolean_value = value
    elif kind is dict:
        target.map_value.SetInParent()
        _fill_map(target.map_value.fields, value)
    elif kind is list:
        target.array_value.SetInParent()
        _fill_list(target.array_value.values, value)
    else:
        raise TypeError(f"a {kind.__name__} cannot be stored")


def _fill_list(values: Any, items: list[Any]) -> None:
    for item in items:
        if type(item) is list:
            raise TypeError("a list within a list cannot be stored")
        _fill(values.add(), item)


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("value_type")
    if kind == "string_value" or kind == "integer_value" or kind == "boolean_value":
        return getattr(value, kind)
    if kind == "null_value":
        return None
    if kind == "map_value":
        return plain_fields(value.map_value.fields)
    if kind == "array_value":
        return [_plain(item) for item in value.array_value.values]
    raise TypeError(f"a {kind} cannot be read")
