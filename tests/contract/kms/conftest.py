"""One lenient service for the whole session; every test has a key ring of its own."""

from typing import Any
from uuid import uuid4

import pytest

from emulators.kms.client import client_at
from tests.contract.kms.running import LOCATION, Ring


@pytest.fixture(scope="session")
def client(kms_host: str) -> Any:
    """Return Google's client before the shared service."""
    return client_at(kms_host)


@pytest.fixture
def ring(client: Any) -> Ring:
    """Return a new, empty key ring."""
    created = client.create_key_ring(
        parent=LOCATION, key_ring_id=f"ring-{uuid4().hex[:12]}", key_ring={}
    )
    return Ring(client, created.name)
