"""The sequencer: every event once, in order, without a gap, whatever happens to whom (D11)."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from shared.core.documents import Condition, Put, Write
from shared.core.errors import CommitUnknown, StoreError, Unavailable
from shared.eu.events.model.record import Stream
from shared.eu.events.paths import EVENTS
from shared.eu.events.service import sequencer as module
from tests.unit.eu.events.streams import SETS, Streams

PARTNERS = {"ACME": 3, "OTHER": 2}
SEEDS = range(40)
STEPS = 120


class Crash(BaseException):
    """The process is gone."""


def assert_streams_are_whole(streams: Streams) -> None:
    """Check every promise of the streams against what was committed."""
    by_stream: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for page in sorted(streams.pages(), key=lambda page: page["number"]):
        by_stream[page["correspondent"], page["stream"]].append(page)
    paged: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (correspondent, stream), pages in by_stream.items():
        assert [page["number"] for page in pages] == list(range(1, len(pages) + 1))
        events = [event for page in pages for event in page["events"]]
        assert [event["position"] for event in events] == list(range(1, len(events) + 1))
        ids = [event["event_id"] for event in events]
        assert ids == sorted(set(ids))
        for page in pages:
            assert page["first_id"] == page["events"][0]["event_id"]
            assert page["last_id"] == page["events"][-1]["event_id"]
            assert page["first_position"] == page["events"][0]["position"]
        for event in events:
            assert streams.owners[event["account_id"]] == correspondent
            body = json.loads(event["body"])
            assert (body["event_id"], body["sequence"]) == (event["event_id"], event["sequence"])
            of_account = paged[event["account_id"], stream]
            of_account.append(body["told"])
            assert event["sequence"] == len(of_account)
    assert dict(paged) == streams.told
    assert streams.inbox() == 0


def test_events_become_pages_and_leave_the_inbox() -> None:
    streams = Streams(PARTNERS)
    for account_id in streams.owners:
        for on in SETS:
            streams.tell(account_id, *on)
    assert streams.sequencer().sweep() == len(streams.owners) * len(SETS)
    assert_streams_are_whole(streams)
    activities = {each["event_id"]: each for each in streams.activities()}
    in_pages = {
        event["event_id"]: (page["correspondent"], event["account_id"], event["body"])
        for page in streams.pages()
        if page["stream"] == Stream.ACTIVITIES
        for event in page["events"]
    }
    assert {
        event_id: (each["correspondent"], each["account_id"], each["body"])
        for event_id, each in activities.items()
    } == in_pages
    assert streams.sequencer().sweep() == 0
    assert {(message.data, message.ordering_key) for message in streams.published} == {(b"{}", "")}
    assert len(streams.published) == len(PARTNERS)


def test_more_records_than_a_commit_takes_are_paged_in_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RECORDS_PER_COMMIT_MAX", 3)
    streams = Streams({"ACME": 2})
    for number in range(10):
        for account_id in streams.owners:
            streams.tell(account_id, *SETS[number % len(SETS)])
    assert streams.sequencer().sweep() == 20
    assert_streams_are_whole(streams)
    assert len(streams.pages()) > 4


class TestAPartnerThatCannotBePaged:
    """Everybody else's events go on; its own wait, and keep their order."""

    @pytest.mark.parametrize("broken", [{"body": "{}"}, {"body": "{"}, {"sequences": None}])
    def test_others_have_their_events(self, broken: dict[str, Any]) -> None:
        streams = Streams(PARTNERS)
        acme, other = next(iter(streams.owners)), list(streams.owners)[-1]
        for account_id in (acme, other, acme, other):
            streams.tell(account_id, Stream.TRADES)
        mend = damage(streams, acme, broken)
        with pytest.raises((KeyError, TypeError, ValueError)):
            streams.sequencer().sweep()
        assert {page["correspondent"] for page in streams.pages()} == {"OTHER"}
        assert streams.inbox() == 2
        mend()
        assert streams.sequencer().sweep() == 2
        assert_streams_are_whole(streams)

    def test_however_many_records_it_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "RECORDS_PER_COMMIT_MAX", 3)
        streams = Streams({"ACME": 2, "OTHER": 1})
        first, second, other = streams.owners
        for _ in range(8):
            for account_id in (first, second, other):
                streams.tell(account_id, Stream.TRADES)
        mend = damage(streams, first, {"body": "{}"})
        with pytest.raises(KeyError):
            streams.sequencer().sweep()
        assert {page["correspondent"] for page in streams.pages()} == {"OTHER"}
        assert streams.inbox() == 16
        mend()
        assert streams.sequencer().sweep() == 16
        assert_streams_are_whole(streams)

    def test_a_record_of_nobody_stops_nobody(self) -> None:
        streams = Streams(PARTNERS)
        first, *rest = streams.owners
        for account_id in streams.owners:
            streams.tell(account_id, Stream.TRADES)
        damage(streams, first, {"correspondent": None})
        with pytest.raises(KeyError):
            streams.sequencer().sweep()
        assert streams.inbox() == 1
        assert sum(len(page["events"]) for page in streams.pages()) == len(rest)

    def test_a_commit_that_the_store_refuses_is_one_partners(self) -> None:
        streams = Streams(PARTNERS)
        for account_id in streams.owners:
            streams.tell(account_id, Stream.TRADES)

        def refuse(writes: Sequence[Write]) -> None:
            if "/ACME:" in writes[0].path:
                raise Unavailable

        streams.documents.hooks.before_commit = refuse
        with pytest.raises(Unavailable):
            streams.sequencer().sweep()
        assert {page["correspondent"] for page in streams.pages()} == {"OTHER"}


def damage(streams: Streams, account_id: str, broken: dict[str, Any]) -> Callable[[], None]:
    """Damage an account's oldest record: fields get these values, None takes one away."""
    where = [Condition("account_id", "==", account_id)]
    seen = streams.documents.query(EVENTS, where, order_by="place", limit=1)[0]
    whole = dict(seen.data or {})
    damaged = {name: value for name, value in (whole | broken).items() if value is not None}
    streams.documents.commit([Put(seen.path, damaged)])
    return lambda: streams.documents.commit([Put(seen.path, whole)])


@dataclass
class Turmoil:
    """Sequencers that are interrupted by others, by accounts, and by their end."""

    streams: Streams
    dice: Random
    depth: int = 0

    def __post_init__(self) -> None:
        self.sequencers = [self.streams.sequencer() for _ in range(3)]
        self.streams.documents.hooks.before_commit = self.before_commit
        self.streams.documents.hooks.after_commit = self.after_commit

    def before_commit(self, writes: Sequence[Write]) -> None:
        if self.depth < 2 and self._pages(writes):
            self.depth += 1
            if self.dice.random() < 0.3:
                self.dice.choice(self.sequencers).sweep()
            if self.dice.random() < 0.2:
                self.tell()
            self.depth -= 1
            self.after_commit(writes)

    def after_commit(self, writes: Sequence[Write]) -> None:
        if self._pages(writes) and self.dice.random() < 0.1:
            raise self.dice.choice((Crash, CommitUnknown))

    def tell(self) -> None:
        self.streams.tell(self.dice.choice(list(self.streams.owners)), *self.dice.choice(SETS))

    def sweep(self) -> None:
        number = self.dice.randrange(len(self.sequencers))
        try:
            self.sequencers[number].sweep()
        except (Crash, StoreError):
            self.depth = 0
            self.sequencers[number] = self.streams.sequencer()

    def end(self) -> None:
        hooks = self.streams.documents.hooks
        hooks.before_commit = hooks.after_commit = lambda _: None
        self.sequencers[0].sweep()  # its first try may find that it remembers an old tail
        self.sequencers[0].sweep()

    def _pages(self, writes: Sequence[Write]) -> bool:
        return writes[0].path.startswith("event_pages/")


@pytest.mark.parametrize("seed", SEEDS)
def test_any_number_of_sequencers_that_crash_keep_every_promise(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECORDS_PER_COMMIT_MAX", 4)
    dice, streams = Random(seed), Streams(PARTNERS)
    turmoil = Turmoil(streams, dice)
    for _ in range(STEPS):
        if dice.random() < 0.6:
            turmoil.tell()
        else:
            turmoil.sweep()
        streams.clock.advance_ms(dice.choice((0, 0, 1, 700)))
    turmoil.end()
    assert_streams_are_whole(streams)
