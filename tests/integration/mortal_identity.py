"""A process that runs the deployed identity functions in children, killed where it is told.

Each line of standard input asks for one child: `{"open": body, "key": …, "kill_before": n}` sends
an application to the function's HTTP interface and dies by SIGKILL before its n-th commit, call of
the key service or stored document; `{"sweep_later_s": s}` runs the jobs function on a clock that is
so much later; `{"show": account_id, "key": …}` reads an account. The answer is one line as well.

The parent imports everything and opens nothing, so that a child is a fork and costs no start.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from itertools import count
from typing import Any

import flask

from functions.eu.identity import main as identity
from functions.eu.identity_jobs import main as identity_jobs
from shared.core.messages import Delivery
from shared.gcp import clock
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.objects import FolderObjects

STEPS = (
    (FirestoreDocuments, "commit"),
    (KmsKeys, "encrypt"),
    (KmsKeys, "mac"),
    (KmsKeys, "random_bytes"),
    (FolderObjects, "put"),
)
CALLS = count(1)


def dies_before(number: int | None, call: Callable[..., Any]) -> Callable[..., Any]:
    """Count the calls; the process is gone before one of them is made."""

    @wraps(call)
    def counted(*arguments: Any) -> Any:
        if next(CALLS) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments)

    return counted


def ask(method: str, path: str, key: str, body: Any = None) -> tuple[int, Any]:
    """Send one request to the function."""
    app = flask.Flask("identity")
    app.add_url_rule(
        "/<path:path>",
        view_func=lambda path: identity.identity(flask.request),
        methods=["GET", "POST"],
    )
    name, secret = key.split(":")
    answer = app.test_client().open(path, method=method, json=body, auth=(name, secret))
    return answer.status_code, answer.get_json()


def do(asked: dict[str, Any]) -> Any:
    """Do in this process what was asked for."""
    if "open" in asked:
        for owner, name in STEPS:
            setattr(owner, name, dies_before(asked.get("kill_before"), getattr(owner, name)))
        status, body = ask("POST", "/v1/accounts", asked["key"], asked["open"])
        return {"status": status, "body": body}
    if "sweep_later_s" in asked:
        now, later = clock.SystemClock.now, timedelta(seconds=asked["sweep_later_s"])
        clock.SystemClock.now = lambda self: now(self) + later  # type: ignore[method-assign]
        tick = json.dumps({"job": identity_jobs.JOB}).encode()
        identity_jobs._job(Delivery(tick, {}, "1"))
        return {}
    status, body = ask("GET", f"/v1/accounts/{asked['show']}", asked["key"])
    return {"status": status, "body": body}


def in_a_child(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a child answered, and the signal that ended it, 0 where none did."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        with os.fdopen(writing, "w") as answers:
            json.dump(do(asked), answers)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answers:
        text = answers.read()
    _, status = os.waitpid(pid, 0)
    killed_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {**(json.loads(text) if text else {}), "killed_by": killed_by}


def main() -> None:
    """Answer line by line until the input ends."""
    for line in sys.stdin:
        print(json.dumps(in_a_child(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
