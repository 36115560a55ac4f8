"""One suite for each port: every test runs over the twin and over the driver."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from shared.core.keys import Keys
from tests.contract.brokers import Broker, PubSubBroker, TwinBroker
from tests.contract.buckets import running_storage
from tests.contract.failing_server import FailingServer
from tests.contract.kms.driver import keys_of_the_contract
from tests.contract.kms.running import running_kms
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


@pytest.fixture(scope="session")
def kms_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a local KMS that asks nobody for his rights."""
    with running_kms(tmp_path_factory.mktemp("kms") / "keys") as kms:
        yield kms.host


@pytest.fixture(scope="session")
def kms_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    """Return the driver before a strict local KMS that has the keys of the contract."""
    with keys_of_the_contract(tmp_path_factory.mktemp("kms") / "keys") as keys:
        yield keys


@pytest.fixture(scope="session")
def storage_url() -> Iterator[str]:
    """Return the URL of an emulator of Cloud Storage."""
    with running_storage() as url:
        yield url


@pytest.fixture
def failing() -> Iterator[FailingServer]:
    failing = FailingServer()
    server = grpc.server(ThreadPoolExecutor(2), handlers=[failing])
    failing.host = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield failing
    server.stop(None).wait()
