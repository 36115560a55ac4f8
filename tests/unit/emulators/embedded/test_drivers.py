"""The walls within one process: a region's code gets its own twins and is refused the other's."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence

import pytest

from emulators.embedded import drivers
from emulators.embedded.projects import WallError, current, inside
from emulators.sandbox import ROOT
from shared.core.errors import KeyRefused
from shared.core.messages import Delivery, Message
from tests.unit.emulators.embedded.projects import project


def test_a_driver_is_the_regions_own_twin() -> None:
    eu, us = project("eu"), project("us")
    with inside(eu):
        assert drivers.FirestoreDocuments("two-ledger-eu", "vault", None) is eu.databases["vault"]
        assert drivers.PubSubMessages("two-ledger-eu", None) is eu.messages
    with inside(us):
        assert drivers.FirestoreDocuments("two-ledger-us", "omnibus") is us.databases["omnibus"]


def test_a_region_is_refused_what_is_the_others() -> None:
    with inside(project("us")):
        with pytest.raises(WallError):
            drivers.FirestoreDocuments("two-ledger-eu", "ledger")
        with pytest.raises(WallError):
            drivers.FirestoreDocuments("two-ledger-us", "ledger")
        with pytest.raises(WallError):
            drivers.PubSubMessages("two-ledger-eu")
        with pytest.raises(WallError):
            drivers.KmsKeys.of(current().settings, "fn-identity")


def test_nothing_is_built_outside_a_region() -> None:
    with inside(project("eu")):
        pass
    with pytest.raises(WallError):
        drivers.FirestoreDocuments("two-ledger-eu", "ledger")


def test_only_the_identity_service_decrypts() -> None:
    with inside(project("eu")):
        identity = drivers.KmsKeys.of(current().settings, "fn-identity")
        sealed = identity.encrypt("vault-kek", b"secret", b"aad")
        assert identity.decrypt("vault-kek", sealed, b"aad") == b"secret"
        trading = drivers.KmsKeys.of(current().settings, "fn-trading")
        with pytest.raises(KeyRefused):
            trading.decrypt("vault-kek", sealed, b"aad")
        with pytest.raises(KeyRefused):
            trading.mac("blind-index-email", b"a@example.org")
        with pytest.raises(KeyRefused):
            identity.encrypt("no-such-key", b"secret", b"aad")


def test_a_subscription_of_an_instance_hands_over_in_its_loop() -> None:
    eu = project("eu")
    heard: list[bytes] = []

    async def listen() -> None:
        with inside(eu):
            own = drivers.OwnSubscription("two-ledger-eu", None, "pages", "relay-1", None)
        done, connected = asyncio.Event(), asyncio.Event()

        def take(deliveries: Sequence[Delivery]) -> None:
            heard.extend(each.data for each in deliveries)
            done.set()

        task = asyncio.ensure_future(own.pull(connected.set, take))
        await connected.wait()
        eu.messages.publish("pages", [Message(b"page")])
        await asyncio.to_thread(eu.broker.deliver, eu.broker.pending()[0])
        await asyncio.wait_for(done.wait(), 10)
        task.cancel()
        await own.close()

    asyncio.run(listen())
    assert heard == [b"page"]


LOADED = """
import sys
from emulators.embedded import drivers
drivers.install()
import functions.eu.identity.main, functions.eu.relay.main, functions.us.orders.main
from emulators.embedded.projects import WallError
from shared.gcp.settings import settings
try:
    settings()
except WallError:
    print("no settings outside a region")
print([name for name in sys.modules if name.startswith(("grpc", "google.cloud.", "google.pubsub"))])
try:
    drivers.install()
except WallError:
    print("not twice")
"""


def test_functions_find_the_twins_and_google_is_never_loaded() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.splitlines() == ["no settings outside a region", "[]", "not twice"], ran
