"""The relay that these tests speak to."""

from collections.abc import Iterator

import pytest

from emulators.seed import new_partners, seed
from shared.memory.clock import SeededEntropy
from tests.functions.relay.platform import SETTINGS, Platform
from tests.functions.running_relay import running_relay


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """Return the relay; a parameter of the fixture is settings in the place of the usual ones."""
    settings = SETTINGS | getattr(request, "param", {})
    built, entropy = Platform(), SeededEntropy("relay")
    built.partners = new_partners(entropy, 2)
    seed(built.documents, built.partners, built.clock, entropy)
    built.sequence()
    with running_relay(built.documents, built.clock, entropy, settings) as built.relay:
        yield built
