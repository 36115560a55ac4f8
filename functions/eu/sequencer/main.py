"""The sequencer function: pages what accounts have recorded, once a second after each tick."""

import json

import flask

from shared.core.messages import Delivery
from shared.eu.events.wiring import sequencer as service
from shared.gcp import push

JOB = "sequence"
SWEEP_EVERY_MS = 1_000
SWEEPS_MAX = 55
"""A scheduler that fires once a minute asks for many sweeps, within the acknowledgement time."""


def sequencer(request: flask.Request) -> flask.Response:
    """Serve the push subscription on the EU jobs."""
    return push.serve(request, {"/jobs": _job})


def _job(delivery: Delivery) -> None:
    """Sweep as often as a tick asks; ticks of other jobs come here as well."""
    tick = json.loads(delivery.data)
    if tick["job"] != JOB:
        return
    for number in range(min(SWEEPS_MAX, tick.get("times", 1))):
        if number:
            service().clock.sleep_ms(SWEEP_EVERY_MS)
        service().sweep()
