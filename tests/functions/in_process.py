"""The public functions of the EU as they are deployed, in this process, over the twins.

Each main.py is loaded by the functions framework; under its wiring stand the in-memory drivers, one
virtual clock, and what the sandbox seeds.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import functions_framework
import pytest
from flask import Flask, Response

from emulators.seed import Partner, new_partners, seed
from functions.bundle import ROOT, Bundle, bundles
from shared.core.http import Answer, Operation, Request
from shared.core.routes import Route, find, load
from shared.gcp import clock, documents, http, keys, messages, objects
from shared.gcp.rate_limit import process_limiter
from shared.gcp.settings import settings
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.messages import MemoryBroker, MemoryMessages
from shared.memory.objects import MemoryObjects
from tests.functions.running_relay import RunningRelay, running_relay

UPGRADE_REQUIRED = 426
START = datetime(2026, 11, 20, 15, tzinfo=UTC)
ROUTES = load(ROOT / "shared" / "eu" / "routes.json")
PUBLIC: Mapping[str, Bundle] = {
    bundle.name: bundle for bundle in bundles().values() if bundle.kind == "public"
}
ENVIRONMENT = {
    "PROJECT": "eu-tests",
    "DATABASE": "ledger",
    "BORDER_KEY_ID": "eu-1",
    "BORDER_SIGNING_SEED": "00" * 32,
    "BORDER_PEER_KEYS": "{}",
    "KMS_LOCATION": "europe-southwest1",
    "KMS_KEY_RING": "tests",
    "MARKET_HOURS": "always",
    "OBJECTS_FOLDER": "in-memory",
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "REVIEW": "automatic",
}


@dataclass(slots=True)
class Region:
    """What lies under the functions; `reached` are the operations that were called."""

    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("functions"))
    keys: MemoryKeys = field(default_factory=lambda: MemoryKeys("functions"))
    databases: dict[str, MemoryDocuments] = field(default_factory=dict)
    partners: list[Partner] = field(default_factory=list)
    apps: dict[str, Flask] = field(default_factory=dict)
    relay: RunningRelay | None = None
    reached: list[str] = field(default_factory=list)

    def database(self, name: str) -> MemoryDocuments:
        return self.databases.setdefault(name, MemoryDocuments())

    def ask(self, function: str, method: str, path: str, **options: Any) -> Any:
        """Send one request to a function or to the relay, past the edge."""
        if function == "relay":
            return self._ask_relay(method, path, options["headers"])
        return self.apps[function].test_client().open(path, method=method, **options)

    def _ask_relay(self, method: str, path: str, headers: Mapping[str, str]) -> Response:
        """Return the beginning of an answer; a stream's operation was reached."""
        assert self.relay is not None
        connection, answer = self.relay.ask(path, headers, method)
        is_stream = answer.getheader("Content-Type") == "text/event-stream"
        data = b"" if is_stream else answer.read()
        if is_stream or answer.status == UPGRADE_REQUIRED:
            self.reached.append(find(ROUTES, method, path.partition("?")[0])[0].operation)
        response = Response(data, answer.status, answer.getheaders())
        answer.close()
        connection.close()
        return response


@contextmanager
def region(monkeypatch: pytest.MonkeyPatch) -> Iterator[Region]:
    """Load every public function over one region's twins."""
    built = Region()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(http, "HttpApi", _watched(built))
    _forget()
    try:
        for name, bundle in PUBLIC.items():
            built.apps[name] = functions_framework.create_app(  # type: ignore[no-untyped-call]
                bundle.entry_point, str(ROOT / bundle.main), "http"
            )
        _put_twins_under(built, monkeypatch)
        built.partners = new_partners(built.entropy, 2)
        seed(built.database("ledger"), built.partners, built.clock, built.entropy)
        with running_relay(built.database("ledger"), built.clock, built.entropy) as built.relay:
            yield built
    finally:
        sys.modules.pop("main", None)
        _forget()


def _watched(built: Region) -> Any:
    """Return the HTTP layer with every operation noting that it was called."""

    def noting(name: str, operation: Operation) -> Operation:
        def call(request: Request) -> Answer:
            built.reached.append(name)
            return operation(request)

        return call

    def build(**parts: Any) -> http.HttpApi:
        operations = {name: noting(name, one) for name, one in parts["operations"].items()}
        return _HTTP_API(**{**parts, "operations": operations})

    return build


_HTTP_API = http.HttpApi


def _put_twins_under(built: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    broker, store = MemoryBroker(_topics()), MemoryObjects()
    twins: dict[Any, Any] = {
        clock.SystemClock: lambda: built.clock,
        clock.SystemEntropy: lambda: built.entropy,
        documents.FirestoreDocuments: lambda _project, name, *_, **__: built.database(name),
        messages.PubSubMessages: lambda *_, **__: MemoryMessages(broker, "eu"),
        keys.KmsKeys: _Keys(built.keys),
        objects.FolderObjects: lambda *_: store,
    }
    for module in _modules():
        for name, value in list(vars(module).items()):
            if isinstance(value, type) and value in twins and value.__module__ != module.__name__:
                monkeypatch.setattr(module, name, twins[value])


@dataclass(frozen=True, slots=True)
class _Keys:
    """Stands where the wiring asks for the keys of its settings."""

    twin: MemoryKeys

    def of(self, *_: object) -> MemoryKeys:
        return self.twin


def _topics() -> list[str]:
    topology = json.loads((ROOT / "functions" / "topology.json").read_text())
    return [f"{topic['region']}/{topic['name']}" for topic in topology["topics"]]


def _forget() -> None:
    """Clear what is built once a process: the next region is another process."""
    settings.cache_clear()
    process_limiter.cache_clear()
    for module in _modules():
        for value in vars(module).values():
            if ".wiring" in module.__name__ and hasattr(value, "cache_clear"):
                value.cache_clear()


def _modules() -> list[Any]:
    return [module for name, module in sys.modules.items() if name.startswith("shared.")]


def filled(route: Route, account_id: str) -> str:
    """Return a path of a route: under an account, with other ids that no document has."""
    path = route.path.replace("{account_id}", account_id)
    path = path.replace("{symbol_or_asset_id}", "AAPL")
    parts = path.split("/")
    return "/".join("0" * 32 if part.startswith("{") else part for part in parts)
