"""Build the relay from its settings, once, in the event loop that it lives in."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.messages import Delivery
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.auth.service import Authenticator
from shared.eu.relay.model.slots import Slots
from shared.eu.relay.server.admission import Admission, Admitted
from shared.eu.relay.server.event_stream import EventStreams, Streaming
from shared.eu.relay.server.hub import Hub
from shared.eu.relay.server.trade_updates import TradeUpdates
from shared.eu.relay.server.watch import CredentialWatch
from shared.eu.relay.service.history import History
from shared.eu.relay.service.topic import Limits
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.pull import OwnSubscription
from shared.gcp.rate_limit import RateLimiter
from shared.gcp.settings import RelaySettings

THREADS = 16
# A revoked key is found by the next look, so what is cached for logins must not be older.
CREDENTIALS_TTL_MS = 1_000


@dataclass(frozen=True, slots=True)
class RelayServices:
    """What the relay serves with."""

    hub: Hub
    watch: CredentialWatch
    streams: EventStreams
    sockets: TradeUpdates

    def take(self, deliveries: Sequence[Delivery]) -> None:
        """Look for the new pages that the sequencer tells of; the message itself says nothing."""
        if deliveries:
            self.hub.catch_up()


def relay(configured: RelaySettings) -> RelayServices:
    """Build the relay's services over the drivers."""
    documents = FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )
    return assembled(configured, documents, SystemClock(), SystemEntropy())


def assembled(
    configured: RelaySettings, documents: Documents, clock: Clock, entropy: Entropy
) -> RelayServices:
    """Build the relay's services over a database."""
    limits = Limits(
        heartbeat_ms=configured.stream_heartbeat_ms, stall_ms=configured.stream_stall_ms
    )
    threads = ThreadPoolExecutor(THREADS, "blocking")
    hub = Hub(History(documents), limits, clock, threads, configured.stream_poll_ms)
    admission = Admission(
        authenticator=Authenticator(CachedReader(documents, clock, CREDENTIALS_TTL_MS)),
        limiter=RateLimiter(configured.rate_limit_per_minute, clock),
        access=AccountAccess(documents),
        slots=Slots(configured.stream_limit_per_key),
    )

    async def is_revoked(admitted: Admitted) -> bool:
        return await hub.blocking(admission.is_revoked, admitted)

    watch = CredentialWatch(is_revoked, configured.stream_recheck_ms)
    age_max_ms = configured.stream_age_max_ms
    streaming = Streaming(hub, admission, watch, clock, entropy, age_max_ms)
    return RelayServices(hub, watch, EventStreams(streaming), TradeUpdates(streaming))


def subscription(configured: RelaySettings) -> OwnSubscription:
    """Return this instance's own subscription on the pages."""
    name = f"relay-{SystemEntropy().token_hex(8)}"
    return OwnSubscription(
        configured.project, configured.pubsub_host, "pages", name, configured.region
    )


async def sweep(hub: Hub, heartbeat_ms: int) -> None:
    """Look after the hub's connections, for ever, several times within a heartbeat."""
    pause_ms = min(1_000, heartbeat_ms // 4)
    while True:
        await asyncio.sleep(pause_ms / 1000)
        hub.sweep()
