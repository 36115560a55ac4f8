"""One running stack for all end-to-end tests, in the mode asked for, tapped from the start."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from emulators.modes import MODE_VARIABLE
from emulators.operator.stack import Stack
from emulators.sandbox import Sandbox
from tests.e2e.api import PartnerApi
from tests.e2e.databases import RegionDatabases
from tests.e2e.embedded import EmbeddedDatabases, EmbeddedTaps
from tests.e2e.modes import MODE
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
    yield from serve_stack(stack_directory, SETTINGS | {MODE_VARIABLE: MODE})


@pytest.fixture(scope="session")
def running(stack: Mapping[str, Any], stack_directory: Path) -> Iterator[RunningStack]:
    """Return the stack with taps on all topics."""
    assert stack["mode"] == MODE
    operator = Stack(Sandbox(stack_directory), stack)
    taps, eu, us = _seen_whole(stack)
    yield RunningStack(
        sandbox=Sandbox(stack_directory),
        partners=tuple(PartnerApi(stack["api_url"], each) for each in stack["partners"]),
        eu=operator.documents("eu"),
        us=operator.documents("us"),
        eu_databases=eu,
        us_databases=us,
        taps=taps,
    )
    taps.close()


def _seen_whole(
    stack: Mapping[str, Any],
) -> tuple[
    Taps | EmbeddedTaps,
    RegionDatabases | EmbeddedDatabases,
    RegionDatabases | EmbeddedDatabases,
]:
    url = stack["inspection_url"]
    if url is not None:
        return EmbeddedTaps(url), EmbeddedDatabases(url, "eu"), EmbeddedDatabases(url, "us")
    regions = stack["eu"], stack["us"]
    return Taps(regions), RegionDatabases(regions[0]), RegionDatabases(regions[1])
