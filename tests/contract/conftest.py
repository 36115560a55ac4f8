"""One suite for each port: every test runs over the twin and over the driver."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from tests.contract.brokers import Broker, PubSubBroker, TwinBroker
from tests.contract.failing_server import FailingServer
from tests.contract.stores import FirestoreStore, MemoryStore, Store


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulators)])
def store(request: pytest.FixtureRequest) -> Store:
    """Return an empty database."""
    if request.param == "memory":
        return MemoryStore()
    return FirestoreStore(request.getfixturevalue("firestore_host"))


@pytest.fixture(params=["memory", pytest.param("pubsub", marks=pytest.mark.emulators)])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """Return a broker without topics."""
    if request.param == "memory":
        yield TwinBroker()
        return
    broker = PubSubBroker(request.getfixturevalue("pubsub_host"))
    yield broker
    broker.close()


@pytest.fixture
def failing() -> Iterator[FailingServer]:
    failing = FailingServer()
    server = grpc.server(ThreadPoolExecutor(2), handlers=[failing])
    failing.host = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield failing
    server.stop(None).wait()
