"""The border is a dictionary: closed types with patterned words, and none about a person (D3)."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import ModuleType
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, computed_field

import shared.border
import shared.us
from shared.border import dictionary
from shared.border.dictionary import BorderModel, Symbol
from shared.border.messages import BorderMessage
from tests.architecture.lexicon import faults_of_model, faults_of_names, faults_of_type

CLOSED = {"extra": "forbid", "frozen": True, "strict": True}
PERSONAL_VALUES = (
    "Ana", "Ana Perez", "ANA PEREZ", "ana@example.org", "ES9121000418450200051332", "12345678Z",
    "+34 600 000 000", "Calle Mayor 1", "1980-02-29", "203.0.113.7", "my-order-1", "", " ",
)  # fmt: skip


def modules(package: ModuleType) -> list[ModuleType]:
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(each.name) for each in found]


def own_classes(*packages: ModuleType) -> Iterator[type]:
    for package in packages:
        for module in modules(package):
            for value in vars(module).values():
                if isinstance(value, type) and value.__module__ == module.__name__:
                    yield value


def models() -> list[type[BaseModel]]:
    return [each for each in own_classes(shared.border, shared.us) if issubclass(each, BaseModel)]


def test_every_model_of_border_and_us_is_closed() -> None:
    faults = {model.__name__: faults_of_model(model) for model in models()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_messages_are_among_the_models() -> None:
    assert {*BorderMessage.__args__} < {*models()}


def test_nothing_of_border_and_us_is_named_after_a_person() -> None:
    for owner in own_classes(shared.border, shared.us):
        names = [field.name for field in fields(owner)] if is_dataclass(owner) else []
        assert faults_of_names(owner.__name__, *names) == [], owner


def test_no_pattern_of_the_dictionary_admits_a_personal_value() -> None:
    patterns = {
        name: constraint.pattern
        for name, hint in vars(dictionary).items()
        for constraint in getattr(hint, "__metadata__", ())
        if isinstance(constraint, StringConstraints)
    }
    assert len(patterns) >= 8
    admitted = [
        (name, value)
        for name, pattern in patterns.items()
        for value in PERSONAL_VALUES
        if re.fullmatch(str(pattern), value)
    ]
    assert admitted == []


@pytest.mark.parametrize(
    "hint",
    [
        dict, dict[str, str], list[int], set[int], Any, object, bytes, float, Decimal, str,
        str | None, Annotated[str, Field(pattern="^[a-z]+$")], tuple[Symbol, ...],
        Annotated[str, StringConstraints(pattern="[a-z]+", max_length=9)],
        Annotated[str, StringConstraints(max_length=9)], int, Annotated[int, Field(ge=0)],
        Annotated[tuple[str, ...], Field(max_length=3)], tuple[int, int], int | None,
    ],
)  # fmt: skip
def test_a_type_outside_the_dictionary_is_found(hint: Any) -> None:
    assert len(faults_of_type(hint)) == 1


def test_a_bad_model_is_found_by_each_of_its_faults() -> None:
    class LegalName(BaseModel):
        model_config = ConfigDict(extra="ignore")

        tax_id: Symbol
        memo: str
        side: Symbol = Field(alias="givenName")

        @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
        @property
        def initials(self) -> str:
            return self.side[:1]

    assert faults_of_model(LegalName) == [
        "LegalName is a personal word",
        "tax_id is a personal word",
        "memo is a personal word",
        "takes unknown fields",
        "is not frozen",
        "is not strict",
        "initials is computed",
        "side has an alias",
        "memo: a text without a whole pattern",
    ]


@pytest.mark.parametrize("rule", CLOSED)
def test_a_model_that_opens_one_rule_is_found(rule: str) -> None:
    opened = ConfigDict(**{**CLOSED, rule: "allow" if rule == "extra" else False})  # type: ignore[typeddict-item]

    class Opened(BorderModel):
        model_config = opened

        side: Symbol

    assert len(faults_of_model(Opened)) == 1
