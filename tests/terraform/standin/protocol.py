"""Terraform's plugin protocol, version 5: the messages that the stand-in reads and writes.

The few messages are described here as a table and made into classes by the protobuf library. A map
of the protocol is a repeated pair with the same bytes.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tfplugin5"
SERVICE = f"{PACKAGE}.Provider"

_MESSAGES = {
    "DynamicValue": "1 bytes msgpack, 2 bytes json",
    "Step": "1 string attribute_name, 3 int64 element_key_int",
    "AttributePath": "1 Step* steps",
    "Diagnostic": "1 int32 severity, 2 string summary, 3 string detail, 4 AttributePath attribute",
    "Attribute": (
        "1 string name, 2 bytes type, 4 bool required, 5 bool optional, 6 bool computed, "
        "7 bool sensitive, 10 bool write_only"
    ),
    "NestedBlock": (
        "1 string type_name, 2 Block block, 3 int32 nesting, 4 int64 min_items, 5 int64 max_items"
    ),
    "Block": "2 Attribute* attributes, 3 NestedBlock* block_types",
    "Schema": "1 int64 version, 2 Block block",
    "NamedSchema": "1 string key, 2 Schema value",
    "Empty": "",
    "Schemas": "1 Schema provider, 2 NamedSchema* resources, 3 NamedSchema* data_sources",
    "ProviderConfig": "1 DynamicValue config",
    "Configuration": "1 string type_name, 2 DynamicValue config",
    "Diagnostics": "1 Diagnostic* diagnostics",
    "StoredState": "1 string type_name, 2 int64 version, 3 RawState raw_state",
    "RawState": "1 bytes json",
    "CurrentState": "1 string type_name, 2 DynamicValue current_state",
    "State": "1 DynamicValue state",
    "Change": (
        "1 string type_name, 2 DynamicValue prior_state, 3 DynamicValue proposed_new_state, "
        "4 DynamicValue config"
    ),
    "PlannedState": "1 DynamicValue planned_state, 5 bool legacy_type_system",
    "PlannedChange": "1 string type_name, 3 DynamicValue planned_state",
    "AppliedState": "1 DynamicValue new_state, 3 Diagnostic* diagnostics",
}

_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "bool": _FIELD.TYPE_BOOL,
    "bytes": _FIELD.TYPE_BYTES,
    "int32": _FIELD.TYPE_INT32,
    "int64": _FIELD.TYPE_INT64,
    "string": _FIELD.TYPE_STRING,
}


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name="tfplugin5.proto", package=PACKAGE)
    file.syntax = "proto3"
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field in filter(None, fields.split(", ")):
            number, kind, label = field.split(" ")
            _add_field(message, int(number), kind, label)
    return file


def _add_field(message: Any, number: int, kind: str, name: str) -> None:
    field = message.field.add(name=name, number=number, label=_FIELD.LABEL_OPTIONAL)
    if kind.endswith("*"):
        field.label = _FIELD.LABEL_REPEATED
    word = kind.removesuffix("*")
    if word in _SCALARS:
        field.type = _SCALARS[word]
    else:
        field.type = _FIELD.TYPE_MESSAGE
        field.type_name = f".{PACKAGE}.{word}"


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_file())


def message(name: str) -> Any:
    """Return the class of a message of the protocol."""
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"{PACKAGE}.{name}"))
