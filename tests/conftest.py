"""Google's emulators for the tests that need them: started when first asked for, ended at the end.

An emulator that the user runs already (FIRESTORE_EMULATOR_HOST, PUBSUB_EMULATOR_HOST) is used
instead. Tests take projects and databases of their own, so nothing has to be cleared.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from emulators.google_emulators import Kind, external_host, start_emulator, stop
from tests.stack_fixture import stack as stack

# How long an example takes says how busy the machine is.
settings.register_profile("any time", deadline=None)
settings.load_profile("any time")


@pytest.fixture(scope="session")
def firestore_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Firestore emulator."""
    yield from _running("firestore", tmp_path_factory.mktemp("firestore"))


@pytest.fixture(scope="session")
def pubsub_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Pub/Sub emulator."""
    yield from _running("pubsub", tmp_path_factory.mktemp("pubsub"))


def _running(kind: Kind, folder: Path) -> Iterator[str]:
    host = external_host(kind)
    if host is not None:
        yield host
        return
    emulator = start_emulator(kind, folder / "emulator.log")
    try:
        yield emulator.host
    finally:
        stop(emulator)
