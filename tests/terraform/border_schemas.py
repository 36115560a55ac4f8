"""Write what Pub/Sub checks of border messages, from the dictionary itself.

`python -m tests.terraform.border_schemas` writes terraform/schemas. Pub/Sub knows the names and the
rough types of fields: a tripwire over shared/border, that alone knows patterns and attributes (D3).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from pydantic import TypeAdapter

from shared.border.messages import OrderReport, Outbound, QuoteBatch
from tests.architecture.sources import ROOT

FOLDER = ROOT / "terraform" / "schemas"
TOPICS: Mapping[str, Any] = {"orders": Outbound, "executions": OrderReport, "quotes": QuoteBatch}
SCALARS = {"boolean": "bool", "integer": "int64", "string": "string", "null": "string"}
FIRST_NUMBER, NUMBERS = 20_000, 500_000_000
HEADER = "// Written by tests/terraform/border_schemas.py from shared/border/messages.py.\n"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message; `inner` where it holds messages itself."""

    name: str
    kind: str
    is_many: bool
    inner: "tuple[Field, ...]" = ()

    @property
    def number(self) -> int:
        """Return the field's number. It follows from the name: a new field renumbers nothing."""
        return FIRST_NUMBER + crc32(self.name.encode()) % NUMBERS


def fields(topic: str) -> tuple[Field, ...]:
    """Return every field that a message of a topic may have, of whatever kind."""
    schema = TypeAdapter(TOPICS[topic]).json_schema()
    return tuple(_fields(schema, schema.get("$defs", {})))


def text(topic: str) -> str:
    """Return the schema of a topic as a protocol buffer."""
    body = "\n".join(_lines(f"{topic.title()}Message", fields(topic), ""))
    return f'{HEADER}syntax = "proto3";\n\n{body}\n'


def _fields(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> Iterator[Field]:
    properties: dict[str, Any] = {}
    for kind in _kinds(schema, defined):
        properties |= kind.get("properties", {})
    for name, row in sorted(properties.items()):
        given = _given(row, defined)
        is_many = given.get("type") == "array"
        given = _given(given["items"], defined) if is_many else given
        if "properties" in given or "oneOf" in given:
            yield Field(name, name.title(), is_many, tuple(_fields(given, defined)))
        else:
            yield Field(name, SCALARS[_type(given)], is_many)


def _kinds(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    some = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return [_given(kind, defined) for kind in some]


def _given(row: Mapping[str, Any], defined: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference means, and of an optional value what it is when there."""
    if "$ref" in row:
        return _given(defined[row["$ref"].rpartition("/")[2]], defined)
    there = [kind for kind in row.get("anyOf", []) if kind.get("type") != "null"]
    return _given(there[0], defined) if len(there) == 1 else row


def _type(row: Mapping[str, Any]) -> str:
    some = row.get("enum") or ([row["const"]] if "const" in row else [])
    names = {str: "string", bool: "boolean", int: "integer"}
    return str(row.get("type") or names[type(some[0])])


def _lines(name: str, inside: tuple[Field, ...], margin: str) -> Iterator[str]:
    yield f"{margin}message {name} {{"
    for field in inside:
        if field.inner:
            yield from _lines(field.kind, field.inner, f"{margin}  ")
    for field in inside:
        many = "repeated " if field.is_many else ""
        yield f"{margin}  {many}{field.kind} {field.name} = {field.number};"
    yield f"{margin}}}"


def write(folder: Path = FOLDER) -> None:
    """Write the schemas of all topics that cross the border."""
    folder.mkdir(exist_ok=True)
    for topic in TOPICS:
        (folder / f"{topic}.proto").write_text(text(topic))


if __name__ == "__main__":
    write()
    print(json.dumps(sorted(TOPICS)))
