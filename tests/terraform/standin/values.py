"""Values as Terraform sends them: MessagePack, with one extension for what is not yet known."""

from typing import Any, Final

import msgpack

from tests.terraform.standin.protocol import message

DynamicValue = message("DynamicValue")

UNKNOWN: Final = msgpack.ExtType(0, b"\x00")
"""What only an apply would tell."""


def is_unknown(value: object) -> bool:
    """Say whether a value is one that only an apply would tell."""
    return isinstance(value, msgpack.ExtType)


def read(value: Any) -> Any:
    """Return the value in a DynamicValue."""
    return msgpack.unpackb(value.msgpack, strict_map_key=False) if value.msgpack else None


def write(value: object) -> Any:
    """Return a DynamicValue of a value."""
    return DynamicValue(msgpack=msgpack.packb(value))
