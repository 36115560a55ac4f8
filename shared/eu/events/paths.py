"""Where event records lie. The body is one JSON text: it is sent as it was written."""

import json

from shared.core.clock import rfc3339
from shared.core.documents import Create, create
from shared.core.ids import shard_of
from shared.eu.events.model import Event

EVENTS = "events"


def created(event: Event) -> Create:
    """Build the write that records an event, marked for the sequencer."""
    happening = event.happening
    document = {
        "schema": 1,
        "account_id": event.account_id,
        "correspondent": event.correspondent,
        "kind": happening.kind,
        "sequences": dict(event.sequences),
        "at": rfc3339(happening.at),
        "body": json.dumps(happening.body, separators=(",", ":"), ensure_ascii=False),
        "unsequenced": shard_of(happening.event_id),
    }
    return create(f"{EVENTS}/{happening.event_id}", document)
