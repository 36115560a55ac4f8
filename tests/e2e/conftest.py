"""One running stack for all end-to-end tests, tapped from the first moment."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from emulators.regions import REGIONS, Region
from emulators.sandbox import Sandbox
from shared.gcp.documents import FirestoreDocuments
from tests.e2e.api import PartnerApi
from tests.e2e.databases import RegionDatabases
from tests.e2e.running_stack import RunningStack
from tests.e2e.taps import Taps
from tests.stack_fixture import serve_stack

# No test here is about the rate limit; streams beat soon, and hear of pages by message alone.
SETTINGS = {
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "STREAM_HEARTBEAT_MS": "1000",
    "STREAM_POLL_MS": "60000",
}


@pytest.fixture(scope="session")
def stack_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the stack: its state and its logs."""
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def stack(stack_directory: Path) -> Iterator[dict[str, Any]]:
    """Return the `state.json` of a stack that nobody else writes to or kills parts of."""
    yield from serve_stack(stack_directory, SETTINGS)


@pytest.fixture(scope="session")
def running(stack: Mapping[str, Any], stack_directory: Path) -> Iterator[RunningStack]:
    """Return the stack with taps on all topics."""
    taps = Taps([stack["eu"], stack["us"]])
    yield RunningStack(
        sandbox=Sandbox(stack_directory),
        partners=tuple(PartnerApi(stack["api_url"], each) for each in stack["partners"]),
        eu=_documents(REGIONS["eu"], stack["eu"]["firestore_host"]),
        us=_documents(REGIONS["us"], stack["us"]["firestore_host"]),
        eu_databases=RegionDatabases(stack["eu"]),
        us_databases=RegionDatabases(stack["us"]),
        taps=taps,
    )
    taps.close()


def _documents(region: Region, firestore_host: str) -> FirestoreDocuments:
    return FirestoreDocuments(region.project, region.database, firestore_host)
