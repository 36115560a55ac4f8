"""The books function: consumes executions, quotes and the EU jobs."""

import json

import flask

from shared.core.messages import Delivery
from shared.eu.accounts.wiring import ledger_jobs
from shared.eu.orders.wiring.books import books as services
from shared.gcp import push
from shared.gcp.logs import log


def books(request: flask.Request) -> flask.Response:
    """Serve the push subscriptions of the EU project."""
    intake = services().intake
    handlers = {"/executions": intake.take, "/quotes": intake.take, "/jobs": _job}
    return push.serve(request, handlers)


def _job(delivery: Delivery) -> None:
    """Run the EU job that a tick names; ticks of other functions' jobs come here as well."""
    job = json.loads(delivery.data)["job"]
    if job == "sweep":
        sent = services().sweeper.sweep()
        if sent:
            log("WARNING", "sent again", job=job, count=sent)
    elif job == "checkpoint":
        taken = ledger_jobs().checkpointer.take_due()
        if taken is not None:
            log("INFO", "checkpoint taken", job=job, count=taken.checkpoint.head_count)
    elif job == "rebate":
        given = services().rebates.rebate_due()
        if given:
            log("INFO", "fees given back", job=job, count=given)
    elif job == "project":
        ledger_jobs().projector.project()
