"""Read an event stream byte by byte, as a browser or a partner's own client would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.e2e.api import PartnerApi

READ_TIMEOUT_S = 20


@dataclass
class EventStream:
    """An open stream: its answer, and what was read of it."""

    response: requests.Response
    comments: list[str] = field(default_factory=list)

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield events as they come, until the stream ends."""
        event_id = ""
        for line in self.response.iter_lines(chunk_size=1, decode_unicode=True):
            name, _, value = line.partition(": ") if not line.startswith(":") else (":", "", line)
            if name == ":":
                self.comments.append(value.removeprefix(":").strip())
            elif name == "id":
                event_id = value
            elif name == "data":
                event = json.loads(value)
                assert event["event_id"] == event_id
                yield event

    def take(self, count: int) -> list[dict[str, Any]]:
        """Return the next events."""
        coming = self.events()
        return [next(coming) for _ in range(count)]


@contextmanager
def opened(
    api: PartnerApi, path: str, headers: dict[str, str] | None = None, **query: str
) -> Iterator[EventStream]:
    """Open a stream; `query` are its parameters."""
    response = requests.get(
        f"{api.api_url}{path}",
        params=query,
        headers=api.credentials() if headers is None else headers,
        stream=True,
        timeout=READ_TIMEOUT_S,
    )
    try:
        yield EventStream(response)
    finally:
        response.close()
