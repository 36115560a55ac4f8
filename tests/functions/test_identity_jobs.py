"""The identity-jobs function: every sweeper runs on its tick, whatever becomes of the others."""

import base64
import json
from dataclasses import dataclass, field

import flask
import pytest

from functions.eu.identity_jobs import main
from shared.core.errors import KeyRefused, Unavailable
from shared.eu.identity.wiring.jobs import IdentityJobs


@dataclass
class Swept:
    """A sweeper that counts its runs, and may fail."""

    failure: Exception | None = None
    runs: int = 0

    def sweep(self) -> int:
        self.runs += 1
        if self.failure is not None:
            raise self.failure
        return self.runs


@dataclass
class Sweepers:
    first: Swept = field(default_factory=Swept)
    failing: Swept = field(default_factory=Swept)
    last: Swept = field(default_factory=Swept)


@pytest.fixture
def sweepers(monkeypatch: pytest.MonkeyPatch) -> Sweepers:
    built = Sweepers()
    jobs = IdentityJobs({"one": built.first, "two": built.failing, "three": built.last})
    monkeypatch.setattr(main, "services", lambda: jobs)
    return built


def push(job: str, path: str = "/jobs") -> int:
    """Deliver a tick; return the status that Pub/Sub sees."""
    data = base64.b64encode(json.dumps({"job": job}).encode()).decode()
    app = flask.Flask("identity-jobs")
    app.add_url_rule(
        "/<path:path>", view_func=lambda path: main.identity_jobs(flask.request), methods=["POST"]
    )
    body = {"message": {"data": data, "messageId": "1"}}
    return app.test_client().post(path, json=body).status_code


@pytest.mark.parametrize("failure", [Unavailable(), KeyRefused(), ValueError("a value")])
def test_a_tick_runs_every_sweeper_and_is_acknowledged_although_one_fails(
    sweepers: Sweepers, capsys: pytest.CaptureFixture[str], failure: Exception
) -> None:
    sweepers.failing.failure = failure
    assert push(main.JOB) == 204
    assert (sweepers.first.runs, sweepers.failing.runs, sweepers.last.runs) == (1, 1, 1)
    written = capsys.readouterr().err
    assert "a value" not in written
    logged = [json.loads(line) for line in written.splitlines()]
    assert [(line["job"], line["severity"]) for line in logged] == [
        ("one", "WARNING"),
        ("two", "ERROR"),
        ("three", "WARNING"),
    ]


def test_ticks_of_other_jobs_pass_by(sweepers: Sweepers) -> None:
    assert push("sweep") == 204
    assert sweepers.first.runs == 0


def test_there_is_no_other_path(sweepers: Sweepers) -> None:
    assert push(main.JOB, "/v1/accounts") == 404
