"""Pages of a stream: events in the one order that every reader sees, written once (D11)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.core.ids import AccountId
from shared.eu.events.model.ulid import next_ulid


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that is in no page yet; `bodies` are what partners see of it, by stream."""

    path: str
    token: object
    correspondent: str
    account_id: AccountId
    kind: str
    at: str
    sequences: dict[str, int]
    bodies: dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class PagedEvent:
    """An event in its stream: `position` counts the stream's events from 1, `body` is JSON."""

    event_id: str
    position: int
    account_id: AccountId
    sequence: int
    kind: str
    at: str
    body: str


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a stream ends: its last page's number, its last event's id and position."""

    number: int = 0
    last_id: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a partner's stream, never changed; numbers have no gap."""

    correspondent: str
    stream: str
    number: int
    events: tuple[PagedEvent, ...]

    @property
    def tail(self) -> Tail:
        """Return where the stream ends with this page."""
        last = self.events[-1]
        return Tail(self.number, last.event_id, last.position)


def page_after(
    tail: Tail,
    correspondent: str,
    stream: str,
    records: Sequence[Waiting],
    at_ms: int,
    randomness: Iterable[str],
) -> Page:
    """Append records that are on a stream, in their order; `randomness` has ten bytes for each."""
    events = []
    last_id, position = tail.last_id, tail.position
    for record, random_hex in zip(records, randomness, strict=True):
        last_id, position = next_ulid(last_id, at_ms, random_hex), position + 1
        events.append(_placed(record, stream, last_id, position))
    return Page(correspondent, stream, tail.number + 1, tuple(events))


def _placed(record: Waiting, stream: str, event_id: str, position: int) -> PagedEvent:
    sequence = record.sequences[stream]
    body = {**record.bodies[stream], "event_id": event_id, "sequence": sequence}
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return PagedEvent(event_id, position, record.account_id, sequence, record.kind, record.at, text)
