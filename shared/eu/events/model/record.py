"""Event records (D11): written in the commit of the state they tell of, numbered per account.

A record has a dense number in each of its streams and no stream id: the sequencer gives that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.core.ids import AccountId, EventId

RECORDS = "records"
"""The counter of an account that numbers all its events."""


class Stream(StrEnum):
    """The streams that a partner can follow."""

    TRADES = "trades"
    ACTIVITIES = "activities"
    ACCOUNT_STATUS = "account_status"
    FUNDING = "funding"
    JOURNALS = "journals"


@dataclass(frozen=True, slots=True)
class Happening:
    """What a use case reports: the kind, its streams, and the body that partners will see."""

    event_id: EventId
    kind: str
    streams: tuple[Stream, ...]
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """A happening with its place in the account's streams.

    `record` numbers all events of the account, whatever their streams: the order they are paged in.
    """

    account_id: AccountId
    correspondent: str
    happening: Happening
    sequences: Mapping[str, int] = field(default_factory=dict)
    record: int = 1


def recorded(
    account_id: AccountId, correspondent: str, sequences: Mapping[str, int], happening: Happening
) -> tuple[Event, dict[str, int]]:
    """Return the event of a happening, under the next numbers, and the account's counters then."""
    taken = {stream.value: sequences.get(stream.value, 0) + 1 for stream in happening.streams}
    record = sequences.get(RECORDS, 0) + 1
    event = Event(account_id, correspondent, happening, taken, record)
    return event, {**sequences, **taken, RECORDS: record}
