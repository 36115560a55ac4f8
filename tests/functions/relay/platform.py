"""A relay with partners, its database a twin, and what its tests do to both."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPResponse, IncompleteRead
from typing import Any

import pytest

from emulators.seed import Partner
from shared.core.clock import epoch_ms
from shared.core.documents import Delete, Put
from shared.core.ids import AccountId, EventId
from shared.eu.auth.model.access_token import claims_of
from shared.eu.auth.model.client import Client
from shared.eu.auth.paths import credential_path
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.token_signer import TokenSigner
from shared.eu.events.model.page import Page, PagedEvent
from shared.eu.events.model.record import Happening, Stream, recorded
from shared.eu.events.paths import created, page_created
from shared.eu.events.service.sequencer import Sequencer
from shared.gcp.settings import TOKEN_KEY_DEFAULT
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.messages import MemoryBroker, MemoryMessages
from tests.functions.callers import basic
from tests.functions.running_relay import ADDRESS, RunningRelay

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
AT = "2026-11-20T15:00:00.000000Z"
TRADES = "/v2/events/trades"
STREAM_LIMIT = 3
SETTINGS = {
    "STREAM_HEARTBEAT_MS": "200",
    "STREAM_LIMIT_PER_KEY": str(STREAM_LIMIT),
    "STREAM_RECHECK_MS": "50",
}
WAIT_S = 20
MIB = 1024 * 1024


@dataclass
class Platform:
    """A relay with partners, and the pages of their trades."""

    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    partners: list[Partner] = field(default_factory=list)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)
    relay: RunningRelay = field(init=False)

    def sequence(self) -> int:
        """Page what is recorded, as the sequencer does."""
        broker, entropy = MemoryBroker(["eu/pages"]), SeededEntropy("sequencer")
        messages = MemoryMessages(broker, "eu")
        return Sequencer(self.documents, messages, self.clock, entropy).sweep()

    def page(
        self, partner: Partner, events: int = 1, pad: int = 0, is_told: bool = True
    ) -> list[str]:
        """Write a page of a partner's trades, say so, and return the ids of its events."""
        page = self.next_page(partner, events, pad)
        self.documents.commit([page_created(page)])
        if is_told:
            self.relay.tell()
        return [each.event_id for each in page.events]

    def next_page(self, partner: Partner, events: int = 1, pad: int = 0) -> Page:
        """Return a page that is yet to be written."""
        number, last = self.ends.get(partner.correspondent, (0, 0))
        accounts = partner.accounts
        paged = [
            paged_event(position, accounts[position % len(accounts)], pad)
            for position in range(last + 1, last + 1 + events)
        ]
        self.ends[partner.correspondent] = number + 1, last + events
        return Page(partner.correspondent, "trades", number + 1, tuple(paged))

    @contextmanager
    def stream(self, partner: Partner, query: str = "", key: str = "") -> Iterator[HTTPResponse]:
        """Open a stream of a partner's trades."""
        connection, response = self.relay.ask(TRADES + query, headers_of(partner, key))
        try:
            yield response
        finally:
            response.close()
            connection.close()

    def token(self, partner: Partner, *scopes: str) -> dict[str, str]:
        """Return the headers of a token of a partner's that is good for some scopes."""
        directory = KeyDirectory(self.documents, self.clock)
        signer = TokenSigner(MemoryKeys("relay"), TOKEN_KEY_DEFAULT, directory, self.clock)
        client = Client("CL0000000000000000AA", partner.correspondent, None)
        claims = claims_of(client, frozenset(scopes), epoch_ms(self.clock.now()) // 1000, "1")
        return {"Authorization": f"Bearer {signer.sign(claims)}"}

    @property
    def slots_taken(self) -> int:
        """Return how many streams count as open."""
        return sum(self.relay.services.streams.streaming.admission.slots._taken.values())

    def revoke(self, partner: Partner) -> None:
        """Take a partner's key away."""
        path = credential_path(partner.api_key)
        assert path is not None
        (seen,) = self.documents.get([path])
        self.documents.commit([Delete(path, seen.token)])


def paged_event(position: int, account_id: str, pad: int = 0) -> PagedEvent:
    event_id = f"{position:026d}"
    body = {"event_id": event_id, "account_id": account_id, "pad": "x" * pad}
    account = AccountId(account_id)
    return PagedEvent(event_id, position, account, position, "new", AT, json.dumps(body))


def headers_of(partner: Partner, key: str = "") -> dict[str, str]:
    if key == "bound":
        return basic(partner.account_key.api_key, partner.account_key.api_secret)
    return basic(partner.api_key, partner.api_secret)


def ids(response: HTTPResponse, count: int) -> list[str]:
    """Read so many events."""
    found: list[str] = []
    while len(found) < count:
        line = response.readline()
        assert line, f"the stream ended after {found}"
        if line.startswith(b"id: "):
            found.append(line[4:-1].decode())
    return found


def rest_of(response: HTTPResponse) -> bytes:
    """Return all of a stream that is cut."""
    with pytest.raises(IncompleteRead) as cut:
        response.read()
    return cut.value.partial


def record(platform: Platform, partner: Partner) -> None:
    """Record a trade of a partner's account, which is in no page yet."""
    account, body = AccountId(partner.accounts[0]), {"trades": {"account_id": partner.accounts[0]}}
    happening = Happening(EventId(account), "new", (Stream.TRADES,), platform.clock.now(), body)
    event, _ = recorded(account, partner.correspondent, {}, happening)
    platform.documents.commit([created(event)])


def wait_for(holds: Callable[[], Any]) -> None:
    deadline_s = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline_s, f"did not happen within {WAIT_S} s"
        time.sleep(0.01)


@contextmanager
def broken_page(platform: Platform, partner: Partner) -> Iterator[None]:
    """Write a page that nobody can read, until it is mended."""
    whole = page_created(platform.next_page(partner))
    platform.documents.commit([Put(whole.path, {**whole.data, "events": [{"position": 1}]})])
    platform.relay.tell()
    yield
    platform.documents.commit([Put(whole.path, whole.data)])


@contextmanager
def not_reading(platform: Platform, partner: Partner) -> Iterator[HTTPResponse]:
    """Open a stream whose client takes only what its small buffer holds, until it reads."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(WAIT_S)
        client.connect((ADDRESS, platform.relay.port))
        lines = [f"GET {TRADES} HTTP/1.1", f"Host: {ADDRESS}"]
        lines += [f"{name}: {value}" for name, value in headers_of(partner).items()]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        response = HTTPResponse(client)
        response.begin()
        assert response.status == 200
        yield response


def swept(platform: Platform) -> None:
    platform.relay.call(platform.relay.services.hub.sweep)
