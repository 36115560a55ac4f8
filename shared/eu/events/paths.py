"""Where event records, pages and activities lie, and their codecs.

`events/{id}`       a record, until it is in a page: then it is deleted (an inbox)
`event_pages/…`     the pages of all streams, immutable
`activities/{id}`   one activity by its event id, for lists by account and by partner
"""

import json
from typing import Any

from shared.core.clock import rfc3339
from shared.core.documents import Create, Data, Snapshot, create
from shared.core.ids import AccountId
from shared.eu.events.model.page import Page, PagedEvent, Tail, Waiting
from shared.eu.events.model.record import Event

EVENTS = "events"
PAGES = "event_pages"
ACTIVITIES = "activities"


def created(event: Event) -> Create:
    """Build the write that records an event; `place` is its place in the partner's inbox."""
    happening = event.happening
    document = {
        "schema": 1,
        "account_id": event.account_id,
        "correspondent": event.correspondent,
        "kind": happening.kind,
        "sequences": dict(event.sequences),
        "at": rfc3339(happening.at),
        "body": json.dumps(happening.body, separators=(",", ":"), ensure_ascii=False),
        "place": f"{event.account_id}:{event.record:012d}",
    }
    return create(f"{EVENTS}/{happening.event_id}", document)


def waiting_of(seen: Snapshot) -> Waiting:
    """Read a record that waits for its page."""
    data = seen.data or {}
    return Waiting(
        path=seen.path,
        token=seen.token,
        correspondent=data["correspondent"],
        account_id=AccountId(data["account_id"]),
        kind=data["kind"],
        at=data["at"],
        sequences=dict(data["sequences"]),
        bodies=json.loads(data["body"]),
    )


def page_created(page: Page) -> Create:
    """Build the write of a page; that it must not exist is the fence between two sequencers."""
    document = {
        "schema": 1,
        "correspondent": page.correspondent,
        "stream": page.stream,
        "number": page.number,
        "first_id": page.events[0].event_id,
        "last_id": page.events[-1].event_id,
        "first_position": page.events[0].position,
        "events": [_event(each) for each in page.events],
    }
    return create(page_path(page.correspondent, page.stream, page.number), document)


def page_path(correspondent: str, stream: str, number: int) -> str:
    """Return the path of a page; numbers are dense, so pages are read by number."""
    return f"{PAGES}/{correspondent}:{stream}:{number:010d}"


def tail_of(data: Data) -> Tail:
    """Read where a stream ends from its last page."""
    last = data["events"][-1]
    return Tail(data["number"], last["event_id"], last["position"])


def activity_created(correspondent: str, event: PagedEvent) -> Create:
    """Build the write that lists an activity, by its event id."""
    document = {
        "schema": 1,
        "event_id": event.event_id,
        "correspondent": correspondent,
        "account_id": event.account_id,
        "body": event.body,
    }
    return create(f"{ACTIVITIES}/{event.event_id}", document)


def activity_path(event_id: str) -> str:
    """Return the path of an activity."""
    return f"{ACTIVITIES}/{event_id}"


def _event(event: PagedEvent) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "position": event.position,
        "account_id": event.account_id,
        "sequence": event.sequence,
        "kind": event.kind,
        "at": event.at,
        "body": event.body,
    }
