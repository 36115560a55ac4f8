"""A personal value shows itself to `reveal` and to nothing else."""

import copy
import json
import logging
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.eu.vault.model.pii import Pii

SECRET = "ana@example.org"


class Person(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True, strict=True)

    email: Pii[Annotated[str, Field(min_length=3, max_length=40)]]
    lines: Pii[list[str]] | None = None


@dataclass(frozen=True)
class Held:
    email: Pii[str]


PERSON = Person.model_validate({"email": SECRET, "lines": [SECRET]})
HIDDEN: Pii[str] = Pii(SECRET)

SHOWN: dict[str, Callable[[], Any]] = {
    "repr": lambda: repr(HIDDEN),
    "str": lambda: str(HIDDEN),
    "format": lambda: f"{HIDDEN} {HIDDEN!r} {HIDDEN!s} {HIDDEN:>40}",
    "percent": lambda: "%s %r" % (HIDDEN, HIDDEN),  # noqa: UP031
    "list": lambda: repr([HIDDEN, {"email": HIDDEN}]),
    "vars": lambda: repr(getattr(HIDDEN, "__dict__", None)),
    "dataclass": lambda: repr(Held(HIDDEN)),
    "asdict": lambda: repr(asdict(Held(HIDDEN))),
    "model": lambda: f"{PERSON} {PERSON!r} {PERSON.__dict__}",
    "copy": lambda: repr([copy.copy(HIDDEN), copy.deepcopy(HIDDEN), PERSON.model_copy(deep=True)]),
    "map": lambda: repr(HIDDEN.map(str.upper)),
    "exception": lambda: repr(ValueError(HIDDEN)),
}
REFUSED: dict[str, Callable[[], Any]] = {
    "json": lambda: json.dumps(HIDDEN),
    "pickle": lambda: pickle.dumps(HIDDEN),
    "old pickle": lambda: pickle.dumps(HIDDEN, protocol=0),
    "model_dump": lambda: PERSON.model_dump(),
    "model_dump_json": lambda: PERSON.model_dump_json(),
    "type adapter": lambda: TypeAdapter(Pii[str]).dump_json(HIDDEN),
    "pickled model": lambda: pickle.dumps(PERSON),
    "set": lambda: {HIDDEN},
    "change": lambda: setattr(HIDDEN, "_value", "other"),
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN.keys())
def test_no_rendering_shows_the_value(show: Callable[[], str]) -> None:
    assert "ana" not in show().lower()


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED.keys())
def test_what_would_carry_the_value_away_raises_without_it(attempt: Callable[[], Any]) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        attempt()
    assert "ana" not in f"{raised.value!r} {raised.value}"


def test_a_log_line_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("vault").error("person %s %r", HIDDEN, PERSON)
    assert "ana" not in caplog.text


def test_reveal_is_the_door() -> None:
    assert HIDDEN.reveal() == SECRET
    assert PERSON.email.reveal() == SECRET
    assert PERSON.lines is not None
    assert PERSON.lines.reveal() == [SECRET]


def test_values_are_compared_while_hidden() -> None:
    assert Pii(SECRET) == HIDDEN
    assert Pii("other") != HIDDEN
    assert HIDDEN != SECRET


@pytest.mark.parametrize("value", [3, None, "a", ["x"], b"ana", "x" * 41])
def test_what_is_not_valid_is_refused_without_quoting_it(value: object) -> None:
    with pytest.raises(ValidationError) as raised:
        Person.model_validate({"email": value})
    (error,) = raised.value.errors(include_input=False, include_url=False)
    assert error["loc"] == ("email",)
    assert "input" not in error
    assert str(value) * 3 not in str(raised.value)
