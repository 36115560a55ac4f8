"""The inspection door is the documents port, and hears every topic."""

import asyncio
from collections.abc import Iterator
from threading import Thread

import pytest
from aiohttp import web

from emulators.embedded.door import Door
from emulators.embedded.records import Records
from emulators.embedded.remote import Listening, RemoteDocuments, publish
from emulators.ports import free_port
from emulators.regions import RegionName
from shared.core.documents import Condition, Delete, Put, create, replace
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.messages import Message
from shared.gcp.clock import SystemClock
from tests.unit.emulators.embedded.projects import project

RECORDS = Records(SystemClock())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Return where a door with two regions is open."""
    loop, port = asyncio.new_event_loop(), free_port()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    names: tuple[RegionName, ...] = ("eu", "us")
    door = Door({name: project(name) for name in names}, RECORDS)
    runner = web.AppRunner(door.app(), access_log=None)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


def test_documents_are_read_written_guarded_and_found(url: str) -> None:
    documents = RemoteDocuments(url, "eu", "ledger")
    documents.commit(
        [create("orders/1", {"state": "NEW", "shard": 3, "tags": ["a"], "none": None})]
    )
    with pytest.raises(Conflict):
        documents.commit([create("orders/1", {})])
    (seen, missing) = documents.get(["orders/1", "orders/2"])
    assert (seen.version, missing.exists) == (1, False)
    documents.commit([replace(seen, {"state": "FILLED", "shard": 4}), Put("quotes/X", {"bid": 1})])
    with pytest.raises(Conflict):
        documents.commit([replace(seen, {"state": "FILLED"})])
    found = documents.query(
        "orders", [Condition("shard", ">=", 4)], order_by="shard", descending=True, limit=5
    )
    assert [each.path for each in found] == ["orders/1"]
    assert [each.path for each in documents.everything()] == ["orders/1", "quotes/X"]
    documents.commit([Delete(found[0].path, found[0].token)])
    assert documents.get(["orders/1"])[0].data is None


def test_what_is_not_there_is_unavailable(url: str) -> None:
    for nowhere in (
        RemoteDocuments(url, "us", "ledger"),
        RemoteDocuments("http://127.0.0.1:1", "eu", "ledger"),
    ):
        with pytest.raises(Unavailable):
            nowhere.get(["orders/1"])
        with pytest.raises(CommitUnknown):
            nowhere.commit([create("orders/1", {})])


def test_hears_what_is_published_from_now_on(url: str) -> None:
    RECORDS.add("us", "executions", [Message(b"before")])
    listening = Listening.from_now(url)
    RECORDS.add("eu", "orders", [Message(b"\xff", {"kind": "order.new"}, "key")])
    (heard,) = listening.heard()
    assert (heard.project, heard.topic, heard.ordering_key) == ("two-ledger-eu", "orders", "key")
    assert (heard.data, heard.attributes) == (b"\xff", {"kind": "order.new"})
    assert listening.heard() == []


def test_publishes_where_there_is_such_a_topic(url: str) -> None:
    publish(url, "eu", "pages", b"page")
    with pytest.raises(Unavailable):
        publish(url, "eu", "executions", b"report")
