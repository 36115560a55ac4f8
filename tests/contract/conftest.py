"""One suite for each port: every test runs over the twin and over the driver."""

import pytest

from tests.contract.stores import FirestoreStore, MemoryStore, Store


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulators)])
def store(request: pytest.FixtureRequest) -> Store:
    """Return an empty database."""
    if request.param == "memory":
        return MemoryStore()
    return FirestoreStore(request.getfixturevalue("firestore_host"))
