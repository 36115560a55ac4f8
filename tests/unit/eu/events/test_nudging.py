"""A commit that records events is a nudge, at most one; and nudges share sweeps."""

from threading import Event, Thread

import pytest

from shared.core.documents import Put, create
from shared.core.errors import Conflict, Unavailable
from shared.core.messages import Message
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.events.model.record import Stream
from shared.eu.events.service.nudging import RECORDS_TOPIC, Nudges, NudgingDocuments
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.events.service.sweeps import SWEEPS_PER_CALL_MAX, Sweeps
from tests.unit.eu.events.streams import Streams


class Hinted:
    """Hears of every hint."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    def hint(self, topic: str) -> None:
        self.topics.append(topic)


def nudging() -> tuple[Streams, Hinted]:
    """Return accounts whose commits nudge."""
    streams, hinted = Streams({"ACME": 1}), Hinted()
    database = NudgingDocuments(streams.documents, Nudges(hinted))
    streams.documents = database  # type: ignore[assignment]
    return streams, hinted


def test_a_commit_that_records_events_nudges_once() -> None:
    streams, hinted = nudging()
    (account_id,) = streams.owners
    streams.tell(account_id, Stream.TRADES, Stream.ACTIVITIES)
    assert hinted.topics == [RECORDS_TOPIC]
    (seen,) = streams.documents.get([account_path(account_id)])
    change = AccountChange(seen, streams.clock.now())
    streams.documents.commit([*change.writes(), create("quotes/a", {})])
    streams.documents.commit([Put("events/x", {})])
    assert hinted.topics == [RECORDS_TOPIC]


def test_a_commit_that_did_not_land_nudges_nobody() -> None:
    streams, hinted = nudging()
    streams.documents.commit([create("events/a", {})])
    with pytest.raises(Conflict):
        streams.documents.commit([create("events/a", {})])
    assert len(hinted.topics) == 1


def test_a_nudge_that_is_lost_is_nobodys_error() -> None:
    streams = Streams({"ACME": 1})

    def lose(topic: str, messages: object) -> None:
        raise Unavailable

    streams.messages.hooks.before_publish = lose
    database = NudgingDocuments(streams.documents, Nudges(streams.messages))
    database.commit([create("events/a", {})])


def test_a_nudge_says_nothing_of_whom() -> None:
    streams = Streams({"ACME": 1})
    streams.messages.broker.create_topic(f"eu/{RECORDS_TOPIC}")
    database = NudgingDocuments(streams.documents, Nudges(streams.messages))
    database.commit([create("events/a", {"account_id": "acme-0"})])
    assert streams.published == [Message(b"{}")]


class Slow(Sequencer):
    """A sequencer whose sweeps can be watched, and held up; a sweep fails where it is told to."""

    def prepare(self) -> "Slow":
        self.started, self.may_end = Event(), Event()
        self.runs, self.fails = 0, False
        return self

    def sweep(self) -> int:
        self.runs += 1
        self.started.set()
        assert self.may_end.wait(10)
        if self.fails:
            raise Unavailable
        return 1


def slow() -> Slow:
    streams = Streams({"ACME": 1})
    return Slow(streams.documents, streams.messages, streams.clock, streams.entropy).prepare()


def test_who_comes_while_somebody_sweeps_shares_one_more_sweep() -> None:
    sequencer = slow()
    sweeps, counts = Sweeps(sequencer), list[int]()
    first = Thread(target=lambda: counts.append(sweeps.sweep()))
    first.start()
    assert sequencer.started.wait(10)
    assert [sweeps.sweep() for _ in range(5)] == [0] * 5
    sequencer.may_end.set()
    first.join(10)
    assert (sequencer.runs, counts) == (2, [2])
    assert sweeps.sweep() == 1


def test_a_sweep_that_fails_leaves_the_way_free() -> None:
    sequencer = slow()
    sequencer.may_end.set()
    sequencer.fails, sweeps = True, Sweeps(sequencer)
    with pytest.raises(Unavailable):
        sweeps.sweep()
    sequencer.fails = False
    assert sweeps.sweep() == 1


def test_who_sweeps_for_others_comes_to_an_end() -> None:
    sequencer = slow()
    sequencer.may_end.set()
    sweeps = Sweeps(sequencer)
    plain = sequencer.sweep

    def nudged_again() -> int:
        assert sweeps.sweep() == 0
        return plain()

    sequencer.sweep = nudged_again  # type: ignore[method-assign]
    assert sweeps.sweep() == SWEEPS_PER_CALL_MAX
    sequencer.sweep = plain  # type: ignore[method-assign]
    assert sweeps.sweep() == 1
