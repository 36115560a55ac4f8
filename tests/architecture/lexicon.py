"""What a type that crosses the border, or lies in the US, may be made of and be called (D3)."""

import re
import types
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

# A name with one of these words is about a person, a client or a partner, or holds free text.
PERSONAL_WORDS = frozenset(
    {
        "name", "names", "surname", "title", "email", "mail", "phone", "mobile", "fax", "address",
        "street", "city", "town", "province", "postal", "postcode", "zip", "country",
        "birth", "birthday", "born", "gender", "sex", "nationality", "citizenship",
        "passport", "nif", "nie", "dni", "tin", "ssn", "tax", "taxpayer", "iban", "bic", "swift",
        "bank", "card", "signatory", "beneficiary", "owner", "holder", "person", "personal",
        "subject", "identity", "customer", "client", "user", "account", "partner",
        "correspondent", "occupation", "employer", "income", "worth", "pep", "politically", "lei",
        "ip", "device", "latitude", "longitude", "location", "eur", "euro", "memo", "note",
        "notes", "comment", "comments", "description", "remark", "remarks", "text", "label",
        "reference", "free", "metadata", "extra", "payload", "baggage",
    }
)  # fmt: skip
_CONSTRAINTS = ("pattern", "max_length", "ge", "le")


def words_of(name: str) -> set[str]:
    """Return the words of a name, in snake or camel case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def faults_of_names(*names: str) -> list[str]:
    """Return the names that speak of persons."""
    return [f"{name} is a personal word" for name in names if words_of(name) & PERSONAL_WORDS]


def faults_of_model(model: type[BaseModel]) -> list[str]:
    """Return why a model may not cross."""
    config, fields = model.model_config, model.model_fields
    faults = faults_of_names(model.__name__, *fields)
    if config.get("extra") != "forbid":
        faults.append("takes unknown fields")
    faults += [f"is not {rule}" for rule in ("frozen", "strict") if config.get(rule) is not True]
    faults += [f"{name} is computed" for name in model.model_computed_fields]
    faults += [f"{name} has an alias" for name, field in fields.items() if _has_alias(field)]
    hints = get_type_hints(model, include_extras=True)
    for name in fields:
        faults += [f"{name}: {fault}" for fault in faults_of_type(hints[name])]
    return faults


def faults_of_type(hint: Any, limits: dict[str, Any] | None = None) -> list[str]:
    """Return why a field's type may not cross; `limits` are those that stand around it."""
    limits = limits or {}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return faults_of_type(arguments[0], limits | _limits(arguments[1:]))
    if origin in (Union, types.UnionType):
        return [fault for part in arguments for fault in faults_of_type(part, limits)]
    if origin is tuple and arguments[1:] == (...,):
        unbounded = [] if "max_length" in limits else ["a list without a greatest length"]
        return unbounded + faults_of_type(arguments[0])
    if hint is str:
        return _faults_of_text(limits)
    if hint is int:
        return [] if {"ge", "le"} <= limits.keys() else ["a number without bounds"]
    return [] if _is_closed(hint, origin) else [f"{hint} is not of the dictionary"]


def _is_closed(hint: Any, origin: Any) -> bool:
    if hint in (bool, None, type(None)) or origin is Literal:
        return True
    return isinstance(hint, type) and issubclass(hint, Enum | BaseModel)


def _faults_of_text(limits: dict[str, Any]) -> list[str]:
    pattern = limits.get("pattern") or ""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return ["a text without a whole pattern"]
    return [] if "max_length" in limits else ["a text without a greatest length"]


def _has_alias(field: Any) -> bool:
    return any((field.alias, field.validation_alias, field.serialization_alias))


def _limits(metadata: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: value
        for item in _flat(metadata)
        for name in _CONSTRAINTS
        if (value := getattr(item, name, None)) is not None
    }


def _flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    for item in metadata:
        yield item
        yield from getattr(item, "metadata", ())
