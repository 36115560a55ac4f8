"""What is told of an operation, beside what its route and its code say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from emulators.openapi.words import Schema

JSON, FORM, EVENTS = "application/json", "application/x-www-form-urlencoded", "text/event-stream"


@dataclass(frozen=True, slots=True)
class Documented:
    """One operation. `answer` is None where it has no body; `needs` are queries it must have."""

    tag: str
    summary: str
    description: str = ""
    query: Mapping[str, Schema] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    body: Schema | None = None
    body_type: str = JSON
    answer: Schema | None = None
    answer_type: str = JSON
    status: int = 200
