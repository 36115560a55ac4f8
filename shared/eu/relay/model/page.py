"""A page of events as the sequencer wrote it: immutable, numbered without a gap (D11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class TopicKey(NamedTuple):
    """One stream of one partner; the partner is who has authenticated, never what was asked."""

    correspondent: str
    stream: str


@dataclass(frozen=True, slots=True)
class PagedEvent:
    """One event of a page; `body` is the finished JSON text."""

    event_id: str
    position: int
    account_id: str
    at: str
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page; pages and positions are numbered from 1."""

    key: TopicKey
    number: int
    events: tuple[PagedEvent, ...]

    @property
    def next_position(self) -> int:
        """Return the position of the first event of the next page."""
        return self.events[-1].position + 1

    @property
    def first_id(self) -> str:
        return self.events[0].event_id


def page_of(data: Mapping[str, Any]) -> Page:
    """Read a page from its document."""
    events = tuple(
        PagedEvent(
            event_id=event["event_id"],
            position=event["position"],
            account_id=event["account_id"],
            at=event["at"],
            body=event["body"],
        )
        for event in data["events"]
    )
    return Page(TopicKey(data["correspondent"], data["stream"]), data["number"], events)
