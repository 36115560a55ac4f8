"""The identity-jobs function: ends, on a tick, what a crash of the identity service left behind."""

import json

import flask

from shared.core.messages import Delivery
from shared.eu.identity.wiring.jobs import identity_jobs as services
from shared.gcp import push
from shared.gcp.logs import log

JOB = "identity-sweep"


def identity_jobs(request: flask.Request) -> flask.Response:
    """Serve the push subscription on the EU jobs."""
    return push.serve(request, {"/jobs": _job})


def _job(delivery: Delivery) -> None:
    """Run every sweeper; one that fails leaves the others theirs, and the next tick comes soon."""
    if json.loads(delivery.data)["job"] != JOB:
        return
    for name, sweeper in services().sweepers.items():
        try:
            count = sweeper.sweep()
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "sweep failed", job=name, error=type(error).__name__)
            continue
        if count:
            log("WARNING", "left behind", job=name, count=count)
