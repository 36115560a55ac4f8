"""Short words for JSON Schemas (2020-12); what they build is plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = dict[str, Any]

MONEY_FORM = r"^-?[0-9]+(\.[0-9]+)?$"


def text(description: str = "", **more: Any) -> Schema:
    """Build a string's schema."""
    return _described({"type": "string", **more}, description)


def identifier(description: str = "") -> Schema:
    """Build the schema of a UUID."""
    return text(description, format="uuid")


def instant(description: str = "") -> Schema:
    """Build the schema of a point in time (RFC 3339)."""
    return text(description, format="date-time")


def day(description: str = "") -> Schema:
    """Build the schema of a date."""
    return text(description, format="date")


def decimal(description: str = "") -> Schema:
    """Build the schema of a number that is sent as a text, so that nobody rounds it."""
    return text(description, pattern=MONEY_FORM)


def one_of(words: Sequence[str], description: str = "") -> Schema:
    """Build the schema of one of some words."""
    return text(description, enum=list(words))


def flag(description: str = "") -> Schema:
    """Build the schema of true or false."""
    return _described({"type": "boolean"}, description)


def integer(description: str = "", **more: Any) -> Schema:
    """Build the schema of a whole number."""
    return _described({"type": "integer", **more}, description)


def fixed(value: Any, description: str = "") -> Schema:
    """Build the schema of a field that always has one value."""
    return _described({"const": value}, description)


def optional(schema: Schema) -> Schema:
    """Build the schema of a value that may be null."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def items(schema: Schema, **more: Any) -> Schema:
    """Build the schema of a list."""
    return {"type": "array", "items": schema, **more}


def record(
    fields: Mapping[str, Schema], optional_fields: Mapping[str, Schema] | None = None
) -> Schema:
    """Build the schema of an object that has all of `fields` and nothing that is not listed."""
    return {
        "type": "object",
        "properties": {**fields, **(optional_fields or {})},
        "required": list(fields),
        "additionalProperties": False,
    }


def named(name: str) -> Schema:
    """Refer to a schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description} if description else schema
