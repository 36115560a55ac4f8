"""The sequencer function: pages what accounts have recorded, on nudges and on ticks."""

import flask

from shared.core.errors import StoreError
from shared.core.messages import Delivery
from shared.core.ticks import ticks
from shared.eu.events.wiring import sequencer as service
from shared.gcp import push
from shared.gcp.logs import log

JOB = "sequence"


def sequencer(request: flask.Request) -> flask.Response:
    """Serve the push subscriptions on the EU jobs and on the nudges of who records events."""
    return push.serve(request, {"/jobs": _job, "/records": _nudge})


def _nudge(_: Delivery) -> None:
    """Sweep at once. What fails is not asked for again: the next tick finds it, and tells of it."""
    try:
        service().sweep()
    except Exception as error:  # the type alone is logged: texts of libraries quote values
        log("WARNING", "nudge failed", function="sequencer", reason=type(error).__name__)


def _job(delivery: Delivery) -> None:
    """Sweep as often as a tick asks; ticks of other jobs come here as well.

    A sweep that the store failed is logged and not asked for again: the next one finds what it
    left. Raises any other error of a sweep after all of them had their turn: records that cannot
    be paged do not mend themselves.
    """
    failed = None
    for _ in ticks(delivery.data, JOB, service().clock):
        try:
            service().sweep()
        except StoreError as error:
            log("WARNING", "tick failed", function="sequencer", reason=type(error).__name__)
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "tick failed", function="sequencer", reason=type(error).__name__)
            failed = error
    if failed is not None:
        raise failed
