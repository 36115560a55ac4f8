"""The relay: event streams and trade updates. A service, not a function: it has its own server."""

import sys
from pathlib import Path

import shared.eu
from shared.core.routes import load
from shared.eu.relay.api import (
    events_account_status,
    events_activities,
    events_funding,
    events_journals,
    events_journals_legacy,
    events_trades,
    events_trades_legacy,
    events_transfers_legacy,
    stream_open,
)
from shared.eu.relay.server.api import StreamApi
from shared.eu.relay.server.serving import run, serve
from shared.eu.relay.wiring import RelayServices, subscription, sweep
from shared.eu.relay.wiring import relay as services
from shared.gcp.settings import relay_settings


def relay() -> None:
    """Serve the routes of the relay until the process is asked to end."""
    sys.exit(run(_serve()))


async def _serve() -> int:
    configured = relay_settings()
    built = services(configured)
    background = (built.watch.run(), sweep(built.hub, configured.stream_heartbeat_ms))
    own = subscription(configured)
    return await serve(api(built), built.hub, background, own, built.take, configured)


def api(built: RelayServices) -> StreamApi:
    """Return what is served with these services."""
    return StreamApi(
        function="relay",
        routes=load(Path(str(shared.eu.__file__)).with_name("routes.json")),
        operations={
            "events_account_status": events_account_status.operation(),
            "events_activities": events_activities.operation(),
            "events_funding": events_funding.operation(),
            "events_journals": events_journals.operation(),
            "events_journals_legacy": events_journals_legacy.operation(),
            "events_trades": events_trades.operation(),
            "events_trades_legacy": events_trades_legacy.operation(),
            "events_transfers_legacy": events_transfers_legacy.operation(),
            "stream_open": stream_open.operation(),
        },
        streams=built.streams,
        sockets=built.sockets,
    )


if __name__ == "__main__":
    relay()
