"""The fan-out: who is slow, late or new gets its events like the others, once and in order."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.clock import epoch_ms
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.page import Page, PagedEvent
from shared.eu.relay.model.window import GRACE_MS, Window
from shared.eu.relay.service.history import Place
from shared.eu.relay.service.reader import Reader, Standing, Wire
from shared.eu.relay.service.topic import Limits, Topic
from shared.memory.clock import VirtualClock
from tests.unit.eu.relay.paged import KEY, event

START = datetime(2026, 11, 25, 15, tzinfo=UTC)
ACCOUNTS = ("a", "b")
SMALL_RING = 600  # four or five events


@dataclass(slots=True)
class Pipe:
    """A way out that is full after every write until it is drained, while it is slow."""

    is_slow: bool = False
    is_ready: bool = True
    data: bytes = b""
    last_words: tuple[Ending, int] | None = None

    def write(self, data: bytes) -> None:
        assert self.is_ready, "written to although it is full"
        self.data += data
        self.is_ready = not self.is_slow

    def finish(self, ending: Ending, dropped: int) -> None:
        self.last_words = (ending, dropped)

    @property
    def ids(self) -> list[str]:
        lines = self.data.split(b"\n")
        return [line[4:].decode() for line in lines if line.startswith(b"id: ")]


@dataclass
class Stream:
    """A topic over pages that are kept, and connections that replay from them when they are let."""

    ring_bytes: int = SMALL_RING
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    pages: list[Page] = field(default_factory=list)
    replaying: list[Reader] = field(default_factory=list)
    settling: list[Reader] = field(default_factory=list)
    joined: list[tuple[Reader, Pipe, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        limits = Limits(ring_bytes=self.ring_bytes, behind_max=20)
        self.topic = Topic(KEY, Place(1, 1), limits, self.clock, self._replay, self._settle)

    def _replay(self, _: Topic, reader: Reader) -> None:
        self.replaying.append(reader)

    def _settle(self, _: Topic, reader: Reader) -> None:
        self.settling.append(reader)

    @property
    def events(self) -> list[PagedEvent]:
        return [each for page in self.pages for each in page.events]

    def append(self, count: int) -> None:
        """Add a page of so many events; it is not flushed yet."""
        self.write(count)
        self.topic.take(self.pages[-1])

    def write(self, count: int) -> None:
        """Write a page that the topic has not heard of yet."""
        first = len(self.events) + 1
        events = tuple(
            event(position, account_id=ACCOUNTS[position % 2])
            for position in range(first, first + count)
        )
        self.pages.append(Page(KEY, len(self.pages) + 1, events))

    def join(self, window: Window | None = None, position: int | None = None) -> Pipe:
        """Connect at a position, else at the head."""
        head, pipe = self.topic.head, Pipe()
        at = head.position if position is None else min(position, head.position)
        number = next((p.number for p in self.pages if p.next_position > at), head.page)
        now_ms = epoch_ms(self.clock.now())
        reader = Reader(pipe, Wire.SSE, window or Window(), at, number, now_ms)
        self.joined.append((reader, pipe, at))
        self.topic.join(reader)
        return pipe

    def give_one_page(self) -> None:
        """Let the first connection that replays have one page, if it can take it."""
        if not self.replaying:
            return
        reader = self.replaying[0]
        pipe = reader.outlet
        if self.topic.lacks(reader) and pipe.is_ready:
            self.topic.give(reader, self.pages[reader.page - 1])
        if not self.topic.lacks(reader):
            self.replaying.remove(reader)
            self.topic.walk(reader)

    def drain(self, number: int) -> None:
        """Let a connection take what it was sent."""
        reader, pipe, _ = self.joined[number % len(self.joined)]
        pipe.is_ready = True
        self.topic.go_on(reader)

    def come_to_rest(self) -> None:
        """Let everything happen that can."""
        for _, pipe, _ in self.joined:
            pipe.is_slow = False
        for _ in range(4 * len(self.events) + 8):
            self.topic.flush()
            for number in range(len(self.joined)):
                self.drain(number)
            self.give_one_page()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 4)),
        st.tuples(st.just("flush"), st.just(0)),
        st.tuples(st.just("join"), st.integers(0, 40)),
        st.tuples(st.just("join of an account"), st.integers(0, 40)),
        st.tuples(st.just("join live"), st.just(0)),
        st.tuples(st.just("slow"), st.integers(0, 5)),
        st.tuples(st.just("drain"), st.integers(0, 5)),
        st.tuples(st.just("give"), st.just(0)),
    ),
    max_size=60,
)


@given(steps=steps)
def test_everybody_gets_everything_once_and_in_order(steps: list[tuple[str, int]]) -> None:
    stream = Stream()
    for name, number in steps:
        act(stream, name, number)
    stream.come_to_rest()
    for reader, pipe, start in stream.joined:
        account_id = reader.window.account_id
        wanted = [
            each.event_id
            for each in stream.events
            if each.position >= start and account_id in (None, each.account_id)
        ]
        assert pipe.ids == wanted
        assert reader.standing is Standing.LIVE


def act(stream: Stream, name: str, number: int) -> None:
    match name:
        case "append":
            stream.append(number)
        case "flush":
            stream.topic.flush()
        case "join":
            stream.join(position=number + 1)
        case "join of an account":
            stream.join(Window(account_id="a"), number + 1)
        case "join live":
            stream.join()
        case "give":
            stream.give_one_page()
        case "drain" if stream.joined:
            stream.drain(number)
        case "slow" if stream.joined:
            stream.joined[number % len(stream.joined)][1].is_slow = True


def test_a_bound_ends_the_stream_after_its_event() -> None:
    stream = Stream()
    stream.append(3)
    until = Window(after_id="0", until_id=stream.events[1].event_id)
    pipe = stream.join(until, position=1)
    assert pipe.ids == [each.event_id for each in stream.events[:2]]
    assert pipe.last_words is not None
    assert pipe.last_words[0] is Ending.COMPLETE


@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_bound_in_time_ends_the_stream_where_the_database_ends(known: int) -> None:
    stream = Stream(ring_bytes=100_000)
    for _ in range(3):
        stream.write(2)
    for page in stream.pages[:known]:
        stream.topic.take(page)
    pipe = stream.join(Window(after_id="0", until_at="2027", until_at_ms=epoch_ms(START)))
    stream.clock.advance_ms(GRACE_MS)
    stream.topic.sweep()
    assert stream.settling == []
    stream.clock.advance_ms(1)
    for _ in range(3):
        stream.topic.sweep()
    (reader,) = stream.settling
    assert pipe.last_words is None
    stream.topic.end_at(reader, 7)
    assert pipe.last_words is None
    for page in stream.pages[known:]:
        stream.topic.take(page)
        stream.topic.flush()
    assert len(pipe.ids) == 6 - 2 * known
    assert pipe.last_words == (Ending.COMPLETE, 0)


def test_who_comes_to_a_topic_that_has_failed_is_ended() -> None:
    stream = Stream()
    before = stream.join()
    stream.topic.fail()
    after = stream.join()
    assert before.last_words == after.last_words == (Ending.FAILED, 0)
    assert stream.topic.readers == []


def test_a_connection_that_takes_nothing_is_told_how_much_it_lost() -> None:
    stream = Stream(ring_bytes=100_000)
    pipe, other = stream.join(), stream.join()
    pipe.is_slow = True
    for _ in range(3):
        stream.append(2)
        stream.topic.flush()
    stream.clock.advance_ms(29_999)
    stream.topic.sweep()
    assert pipe.last_words is None
    stream.clock.advance_ms(1)
    stream.topic.sweep()
    assert pipe.last_words == (Ending.TOO_SLOW, 4)
    assert (len(pipe.ids), len(other.ids)) == (2, 6)


def test_one_that_was_at_the_head_may_not_fall_too_far_behind() -> None:
    stream = Stream(ring_bytes=100_000)
    pipe = stream.join()
    pipe.is_slow = True
    for _ in range(22):
        stream.append(1)
        stream.topic.flush()
        stream.topic.sweep()
    assert pipe.last_words == (Ending.TOO_SLOW, 21)


def test_one_that_reads_old_pages_is_not_late() -> None:
    stream = Stream()
    for _ in range(30):
        stream.append(1)
    pipe = stream.join(position=1)
    pipe.is_slow = True
    stream.give_one_page()
    stream.topic.sweep()
    assert pipe.last_words is None


def test_who_is_idle_hears_a_heartbeat_and_who_is_not_does_not() -> None:
    stream = Stream(ring_bytes=100_000)
    idle, busy = stream.join(Window(account_id="b")), stream.join(Window(account_id="a"))
    stream.append(1)
    stream.clock.advance_ms(12_000)
    stream.append(1)
    stream.topic.flush()
    stream.clock.advance_ms(11_999)
    stream.topic.sweep()
    assert [b":heartbeat" in each.data for each in (idle, busy)] == [False, False]
    stream.clock.advance_ms(1)
    stream.topic.sweep()
    assert [b":heartbeat" in each.data for each in (idle, busy)] == [True, True]


def test_a_page_of_another_stream_is_not_taken() -> None:
    stream = Stream()
    strange = Page(KEY._replace(correspondent="OTHR"), 1, (event(1),))
    with pytest.raises(ValueError, match="another stream"):
        stream.topic.take(strange)


def test_a_page_after_a_gap_is_not_taken() -> None:
    stream = Stream()
    with pytest.raises(ValueError, match="not the next one"):
        stream.topic.take(Page(KEY, 2, (event(1),)))
