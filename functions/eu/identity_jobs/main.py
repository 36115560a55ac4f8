"""The identity-jobs function: on ticks it ends what crashes have left behind, and pays out."""

import json
from collections.abc import Mapping

import flask

from shared.core.messages import Delivery
from shared.eu.identity.wiring.jobs import Sweeper
from shared.eu.identity.wiring.jobs import identity_jobs as services
from shared.gcp import push
from shared.gcp.logs import log

JOB = "identity-sweep"
PAYMENTS = "payments"


def identity_jobs(request: flask.Request) -> flask.Response:
    """Serve the push subscription on the EU jobs."""
    return push.serve(request, {"/jobs": _job})


def _job(delivery: Delivery) -> None:
    """Run the sweepers of a tick; one that fails leaves the others theirs."""
    job = json.loads(delivery.data)["job"]
    if job == JOB:
        _sweep(services().sweepers, "WARNING", "left behind")
    elif job == PAYMENTS:
        _sweep(services().payments, "INFO", "payments taken on")


def _sweep(sweepers: Mapping[str, Sweeper], severity: str, found: str) -> None:
    for name, sweeper in sweepers.items():
        try:
            count = sweeper.sweep()
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "sweep failed", job=name, error=type(error).__name__)
            continue
        if count:
            log(severity, found, job=name, count=count)
