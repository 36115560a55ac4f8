"""A provider that knows its schema and no cloud: it validates and plans, and refuses to apply."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from tests.terraform.standin.protocol import message
from tests.terraform.standin.schema import Block, attributes, blocks, to_message
from tests.terraform.standin.values import UNKNOWN, is_unknown, read, write

ERROR = 1
Path = tuple[str | int, ...]


class Provider:
    """One provider; each method is a call of the protocol and takes and returns its messages."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    def calls(self) -> dict[str, tuple[str, Callable[[Any], Any]]]:
        """Return the calls by name: what each reads, and what answers it."""
        return {
            "GetSchema": ("Empty", lambda _: self._schemas),
            "PrepareProviderConfig": ("ProviderConfig", lambda asked: asked),
            "Configure": ("Empty", lambda _: message("Diagnostics")()),
            "ValidateResourceTypeConfig": ("Configuration", self._validate_resource),
            "ValidateDataSourceConfig": ("Configuration", self._validate_data),
            "UpgradeResourceState": ("StoredState", _upgrade),
            "ReadResource": ("CurrentState", lambda asked: _state(asked.current_state)),
            "PlanResourceChange": ("Change", self._plan),
            "ApplyResourceChange": ("PlannedChange", _refuse_to_apply),
            "ReadDataSource": ("Configuration", self._read_data),
            "Stop": ("Empty", lambda _: message("Empty")()),
        }

    @cached_property
    def _schemas(self) -> Any:
        def named(section: str) -> list[Any]:
            rows = self._schema[section].items()
            return [message("NamedSchema")(key=name, value=to_message(row)) for name, row in rows]

        return message("Schemas")(
            provider=to_message(self._schema["provider"]),
            resources=named("resources"),
            data_sources=named("data_sources"),
        )

    def _validate_resource(self, asked: Any) -> Any:
        return _diagnostics(self._schema["resources"][asked.type_name], read(asked.config))

    def _validate_data(self, asked: Any) -> Any:
        return _diagnostics(self._schema["data_sources"][asked.type_name], read(asked.config))

    def _plan(self, asked: Any) -> Any:
        proposed = read(asked.proposed_new_state)
        if proposed is not None:
            schema = self._schema["resources"][asked.type_name]
            proposed = planned(schema, proposed, is_new=read(asked.prior_state) is None)
        return message("PlannedState")(planned_state=write(proposed), legacy_type_system=True)

    def _read_data(self, asked: Any) -> Any:
        schema, given = self._schema["data_sources"][asked.type_name], read(asked.config)
        found = {
            name: _placeholder(name, row["type"])
            for name, row in attributes(schema).items()
            if row.get("computed") and given.get(name) is None
        }
        return _state(write(given | found))


def planned(schema: Block, given: Mapping[str, Any], is_new: bool) -> dict[str, Any]:
    """Fill in what a provider decides: documented defaults, and unknowns for computed values."""
    filled = dict(given)
    for name, row in attributes(schema).items():
        if row.get("write_only"):
            filled[name] = None  # the protocol wants it back from nobody
        elif filled.get(name) is not None:
            continue
        elif row.get("computed") and is_new:
            filled[name] = UNKNOWN
        elif "default" in row:
            filled[name] = row["default"]
    for name, row in blocks(schema).items():
        if isinstance(filled.get(name), list):
            filled[name] = [planned(row["block"], item, is_new) for item in filled[name]]
    return filled


def faults(schema: Block, given: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield what a provider refuses and Terraform cannot know, each with the place of it."""
    for name, row in attributes(schema).items():
        value = given.get(name)
        if value is None or is_unknown(value):
            continue
        if not (row.get("required") or row.get("optional")):
            yield (*path, name), "the provider decides this value"
        elif "values" in row and value not in ("", *row["values"]):
            yield (*path, name), f"{value!r} is none of {', '.join(row['values'])}"
    for name, row in blocks(schema).items():
        items = given.get(name)
        for index, item in enumerate(items if isinstance(items, list) else []):
            step = (name, index) if row["nesting_mode"] == "list" else (name,)
            yield from faults(row["block"], item, path + step)


def _diagnostics(schema: Block, given: Mapping[str, Any]) -> Any:
    found = [_diagnostic(text, path) for path, text in faults(schema, given)]
    return message("Diagnostics")(diagnostics=found)


def _diagnostic(text: str, path: Path = ()) -> Any:
    steps = [
        message("Step")(attribute_name=step)
        if isinstance(step, str)
        else message("Step")(element_key_int=step)
        for step in path
    ]
    summary = f"{path[-1]}: {text}" if path else text
    return message("Diagnostic")(
        severity=ERROR, summary=summary, attribute=message("AttributePath")(steps=steps)
    )


def _refuse_to_apply(asked: Any) -> Any:
    fault = _diagnostic("a stand-in provider creates nothing")
    return message("AppliedState")(new_state=asked.planned_state, diagnostics=[fault])


def _upgrade(asked: Any) -> Any:
    value = message("DynamicValue")(json=asked.raw_state.json)
    return _state(value)


def _state(value: Any) -> Any:
    return message("State")(state=value)


def _placeholder(name: str, kind: Any) -> Any:
    """Return some value of a type, for what a data source would have read."""
    match kind:
        case "string":
            return "100000000000" if name == "number" else f"some-{name.replace('_', '-')}"
        case "number":
            return 0
        case "bool":
            return False
        case ["list" | "set", _]:
            return []
        case ["object", dict(fields)]:
            return {field: _placeholder(field, inner) for field, inner in fields.items()}
    return {}
