"""Event records (D11): written in the commit of the state they tell of, numbered per account.

A record has a dense number in each of its streams and no stream id: the sequencer gives that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.core.ids import AccountId, EventId


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
    """A happening with its place in the account's streams."""

    account_id: AccountId
    correspondent: str
    happening: Happening
    sequences: Mapping[str, int] = field(default_factory=dict)


def number(
    sequences: Mapping[str, int], streams: tuple[Stream, ...]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the next number of each stream, and the account's counters after it."""
    taken = {stream.value: sequences.get(stream.value, 0) + 1 for stream in streams}
    return taken, {**sequences, **taken}
