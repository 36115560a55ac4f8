"""The sequencers of a schedule, two that know nothing of each other, and a reader of their pages.

Everything is computed from the stored pages, as a partner sees them and as an auditor would.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from shared.core.documents import Data
from shared.core.ids import EntryId, derive
from shared.eu.accounts.paths import ACCOUNTS
from shared.eu.events.model.record import Stream
from shared.eu.events.model.ulid import ULID_FORM
from shared.eu.events.paths import ACTIVITIES, EVENTS, PAGES
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.ledger.paths import ENTRIES, entry_path
from tests.simulation.checkers import ALL, promise
from tests.simulation.world import World

SEQUENCERS = 2
PAGE_KEY = "{correspondent}:{stream}:{number:010d}"
# What a client calls cash; a withdrawal that was asked for has left it (domain B9).
CASH_CODES = ("E-2000", "E-2010", "E-2020")

Key = tuple[str, str]
"""A partner and a stream of it."""


@dataclass(slots=True)
class Sequencing:
    """Runs one or the other sequencer; one that crashed starts again and remembers nothing.

    `read` is what a reader got, which asks for what comes after the last page it has.
    """

    world: World
    dice: Random
    read: dict[Key, list[Data]] = field(default_factory=lambda: defaultdict(list))
    _sequencers: list[Sequencer] = field(init=False)

    def __post_init__(self) -> None:
        self._sequencers = [self._started() for _ in range(SEQUENCERS)]

    def sweep(self) -> None:
        """Let one of them sweep, then the reader read."""
        number = self.dice.randrange(SEQUENCERS)
        try:
            self._sequencers[number].sweep()
        except BaseException:
            # A crash too, which is no Exception: the process is gone, and its memory with it.
            self._sequencers[number] = self._started()
            raise
        finally:
            self._read_on()

    def at_rest(self) -> bool:
        """Tell whether no record waits for its page."""
        return not self.world.eu.query(EVENTS, limit=1)

    def check_always(self) -> None:
        """Check what holds of pages at every moment."""
        owners = {
            seen.path.partition("/")[2]: (seen.data or {})["correspondent"]
            for seen in self.world.eu.query(ACCOUNTS, limit=ALL)
        }
        pages = self._pages()
        for (correspondent, stream), listed in pages.items():
            _check_stream(correspondent, stream, listed)
            for event in _events(listed):
                own = owners[event["account_id"]] == correspondent
                promise("a stream has none of another partner", own)
        ids = [event["event_id"] for listed in pages.values() for event in _events(listed)]
        promise("an event id is given once", len(ids) == len(set(ids)))
        self._check_reader(pages)
        self._check_activities(pages)

    def check_at_rest(self) -> None:
        """Check what holds when every record is on its pages."""
        self.check_always()
        promise("no record waits", self.at_rest())
        self._read_on()
        pages = self._pages()
        promise("the reader has every page", dict(self.read) == pages)
        numbers: dict[tuple[str, str], int] = defaultdict(int)
        for (_, stream), listed in pages.items():
            for event in _events(listed):
                numbers[event["account_id"], stream] = event["sequence"]
        for seen in self.world.eu.query(ACCOUNTS, limit=ALL):
            account_id, counters = seen.path.partition("/")[2], (seen.data or {})["sequences"]
            for stream in Stream:
                paged = numbers[account_id, stream.value]
                promise("every event is on its pages", paged == counters.get(stream.value, 0))
        self._check_ledger(_events(self._stream(pages, Stream.ACTIVITIES)))

    def _started(self) -> Sequencer:
        world = self.world
        return Sequencer(world.eu, world.eu_messages, world.clock, world.entropy)

    def _pages(self) -> dict[Key, list[Data]]:
        pages: dict[Key, list[Data]] = defaultdict(list)
        for seen in self.world.eu.query(PAGES, limit=ALL):
            page = seen.data or {}
            promise("a page lies under its number", seen.path == _path(page))
            pages[page["correspondent"], page["stream"]].append(page)
        for listed in pages.values():
            listed.sort(key=lambda page: int(page["number"]))
        return dict(pages)

    def _read_on(self) -> None:
        """Ask for the next page of each stream until there is none, as the relay does."""
        for partner in self.world.partners:
            for stream in Stream:
                read = self.read.get((partner.correspondent, stream.value), [])
                while page := self._next(partner.correspondent, stream, len(read) + 1):
                    read = self.read[partner.correspondent, stream.value]
                    read.append(page)

    def _next(self, correspondent: str, stream: Stream, number: int) -> Data | None:
        key = PAGE_KEY.format(correspondent=correspondent, stream=stream.value, number=number)
        # Not through `get`, where a schedule may let others run: a reader is no part of it.
        return next(
            (s.data for s in self.world.eu.query(PAGES, limit=ALL) if s.path == f"{PAGES}/{key}"),
            None,
        )

    def _check_reader(self, pages: dict[Key, list[Data]]) -> None:
        for key, read in self.read.items():
            promise("a page stays as it was read", pages[key][: len(read)] == read, key)

    def _check_activities(self, pages: dict[Key, list[Data]]) -> None:
        """The list of activities is the stream, event by event."""
        listed = {
            (seen.data or {})["event_id"]: (seen.data or {})["body"]
            for seen in self.world.eu.query(ACTIVITIES, limit=ALL)
        }
        paged = {e["event_id"]: e["body"] for e in _events(self._stream(pages, Stream.ACTIVITIES))}
        promise("activities are listed as they are streamed", listed == paged)

    def _stream(self, pages: dict[Key, list[Data]], stream: Stream) -> list[Data]:
        return [page for (_, name), listed in pages.items() if name == stream for page in listed]

    def _check_ledger(self, events: Iterable[Data]) -> None:
        """Each entry that moves a client's cash has the one activity that says so, to the cent."""
        booked: Counter[tuple[str, str]] = Counter()
        for seen in self.world.eu.query(ENTRIES, limit=ALL):
            for account_id, cents in _cash_moved(seen.data or {}).items():
                booked[seen.path, account_id] += cents
        told: Counter[tuple[str, str]] = Counter()
        for event in events:
            body = json.loads(event["body"])
            path = entry_path(EntryId(derive("entry", _source(body), body["ref_id"])))
            promise("an activity is told once", (path, event["account_id"]) not in told)
            told[path, event["account_id"]] = int(Decimal(body["net_amount"]) * 100)
        moved = {key: cents for key, cents in booked.items() if cents}
        promise("activities = ledger", told == moved)


def _check_stream(correspondent: str, stream: str, pages: list[Data]) -> None:
    """Numbers and positions have no gap, ids only rise, each account's numbers come in order."""
    numbers = [page["number"] for page in pages]
    promise("pages are dense", numbers == list(range(1, len(pages) + 1)), correspondent, stream)
    position, last_id, sequences = 0, "", Counter[str]()
    for page in pages:
        first, last = page["events"][0], page["events"][-1]
        bounds = (page["first_id"], page["last_id"], page["first_position"])
        promise("a page's bounds are its events'", bounds == (
            first["event_id"], last["event_id"], first["position"]
        ))  # fmt: skip
        for event in page["events"]:
            position += 1
            promise("positions are dense", event["position"] == position)
            promise("ids are ULIDs", ULID_FORM.fullmatch(event["event_id"]))
            promise("ids only rise", event["event_id"] > last_id)
            last_id = event["event_id"]
            sequences[event["account_id"]] += 1
            in_order = event["sequence"] == sequences[event["account_id"]]
            promise("an account's events come in order", in_order, stream)
            _check_body(event)


def _check_body(event: Data) -> None:
    body: dict[str, Any] = json.loads(event["body"])
    for name in ("event_id", "account_id", "sequence"):
        promise("a body says what its page says", body[name] == event[name], name)


def _events(pages: Iterable[Data]) -> list[Data]:
    return [event for page in pages for event in page["events"]]


def _path(page: Data) -> str:
    return f"{PAGES}/{PAGE_KEY.format(**page)}"


def _cash_moved(entry: Data) -> Counter[str]:
    """Return what an entry changes of clients' cash, in cents by account."""
    moved: Counter[str] = Counter()
    for line in entry["lines"]:
        code, _, account_id = line["account"].partition(":")
        if code in CASH_CODES:
            moved[account_id] -= line["amount"]
    return moved


def _source(body: dict[str, Any]) -> str:
    return {"FILL": "fill", "CSD": "deposit", "FEE": "rebate"}[body["activity_type"]]
