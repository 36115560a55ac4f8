"""The providers' schemas, in the form of `terraform providers schema -json` with two more words.

An attribute may have `values`, the only ones it takes, and `default`, what it is when left out;
both are read from its documentation.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.terraform.standin.protocol import message

FILE = Path(__file__).with_name("schema.json")
NESTING = {"single": 1, "list": 2, "set": 3}
FLAGS = ("required", "optional", "computed", "sensitive", "write_only")

Block = Mapping[str, Any]


def load(file: Path = FILE) -> dict[str, dict[str, Any]]:
    """Read the schemas by provider."""
    loaded: dict[str, dict[str, Any]] = json.loads(file.read_text())
    return loaded


def attributes(block: Block) -> Mapping[str, Any]:
    """Return a block's attributes by name."""
    return block.get("attributes") or {}


def blocks(block: Block) -> Mapping[str, Any]:
    """Return a block's nested blocks by name."""
    return block.get("block_types") or {}


def to_message(block: Block) -> Any:
    """Return the schema as the protocol carries it."""
    return message("Schema")(block=_block(block))


def _block(block: Block) -> Any:
    return message("Block")(
        attributes=[_attribute(name, row) for name, row in attributes(block).items()],
        block_types=[_nested(name, row) for name, row in blocks(block).items()],
    )


def _attribute(name: str, row: Mapping[str, Any]) -> Any:
    flags = {flag: bool(row.get(flag)) for flag in FLAGS}
    return message("Attribute")(name=name, type=json.dumps(row["type"]).encode(), **flags)


def _nested(name: str, row: Mapping[str, Any]) -> Any:
    return message("NestedBlock")(
        type_name=name,
        block=_block(row["block"]),
        nesting=NESTING[row["nesting_mode"]],
        min_items=row.get("min_items", 0),
        max_items=row.get("max_items", 0),
    )
