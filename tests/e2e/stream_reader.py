"""Readers of an event stream that are cut at random and go on after the last event they had."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.api import PartnerApi

TIMEOUT_S = 20
PAUSE_S = 0.05
CUT_ONE_OF = 40
START = "0" * 26
HOLDING_UP = {429, 502, 503}


@dataclass
class Reader:
    """Reads until it has the event `last_id`, once that is known.

    `after` is where it begins, `events` what it got and told `hear` of, `cuts` how often it came
    again.
    """

    api: PartnerApi
    path: str
    after: str
    dice: Random
    hear: Callable[[dict[str, Any]], None] = lambda _: None
    events: list[dict[str, Any]] = field(default_factory=list)
    cuts: int = 0
    last_id: str | None = None
    fault: BaseException | None = None

    @property
    def cursor(self) -> str:
        """Return the last event's id."""
        return self.events[-1]["event_id"] if self.events else self.after

    def is_done(self) -> bool:
        """Tell whether there is nothing more to come."""
        return self.last_id is not None and self.cursor >= self.last_id

    def run(self) -> None:
        """Read, be cut, and come again, until it is done."""
        try:
            while not self.is_done():
                try:
                    self._read()
                except (OSError, HTTPException):
                    time.sleep(PAUSE_S)
                self.cuts += 1
        except BaseException as fault:
            self.fault = fault

    def _read(self) -> None:
        """Read one answer, as far as it comes."""
        target = urlsplit(self.api.api_url)
        connection = HTTPConnection(target.hostname or "", target.port, TIMEOUT_S)
        try:
            headers = self.api.credentials() | {"Last-Event-ID": self.cursor}
            connection.request("GET", self.path, headers=headers)
            response = connection.getresponse()
            if response.status in HOLDING_UP:
                time.sleep(PAUSE_S)
                return
            assert response.status == 200, response.status
            self._take(iter(response.readline, b""))
        finally:
            connection.close()

    def _take(self, lines: Iterator[bytes]) -> None:
        event_id = ""
        for line in lines:
            if line.startswith(b"id: "):
                event_id = line[4:].decode().strip()
            elif line.startswith(b"data: ") and line.endswith(b"\n"):
                event = json.loads(line[6:])
                assert event["event_id"] == event_id
                self.events.append(event)
                self.hear(event)
            if self.is_done() or not self.dice.randrange(CUT_ONE_OF):
                return


@contextmanager
def reading(readers: list[Reader]) -> Iterator[None]:
    """Let readers read meanwhile, and to their end."""
    threads = [Thread(target=reader.run, daemon=True) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield
    except BaseException:
        for reader in readers:
            reader.last_id = ""  # there is nothing to wait for any more
        raise
    for thread in threads:
        thread.join(TIMEOUT_S)
    for reader in readers:
        assert reader.fault is None, repr(reader.fault)
        assert reader.is_done(), f"{reader.path} ended at {reader.cursor}"
