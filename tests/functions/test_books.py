"""The books function: each tick runs the job that it names, and those of others none."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import flask
import pytest

from functions.eu.books import main
from shared.core.canonical import CHAIN_START
from shared.core.errors import KeyRefused, Unavailable
from shared.eu.ledger.model.checkpoint import Checkpoint, SignedCheckpoint


@dataclass
class Jobs:
    """Counts what ran; `failure` ends each run of it."""

    ran: list[str] = field(default_factory=list)
    failure: Exception | None = None

    def run(self, name: str) -> None:
        self.ran.append(name)
        if self.failure is not None:
            raise self.failure

    def sweep(self) -> int:
        self.run("sweep")
        return 1

    def project(self) -> int:
        self.run("project")
        return 0

    def take_due(self) -> SignedCheckpoint:
        self.run("checkpoint")
        now = datetime(2026, 11, 20, 15, tzinfo=UTC)
        checkpoint = Checkpoint(1, now, date(2026, 11, 19), CHAIN_START, (), 4)
        return SignedCheckpoint(checkpoint, "", "", "")

    @property
    def intake(self) -> "Jobs":
        return self

    @property
    def sweeper(self) -> "Jobs":
        return self

    @property
    def projector(self) -> "Jobs":
        return self

    @property
    def checkpointer(self) -> "Jobs":
        return self

    def take(self, delivery: object) -> None:
        self.run("intake")


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    counted = Jobs()
    monkeypatch.setattr(main, "services", lambda: counted)
    monkeypatch.setattr(main, "ledger_jobs", lambda: counted)
    return counted


def push(job: str) -> int:
    """Deliver a tick; return the status that Pub/Sub sees."""
    data = base64.b64encode(json.dumps({"job": job}).encode()).decode()
    app = flask.Flask("books")
    app.add_url_rule("/jobs", view_func=lambda: main.books(flask.request), methods=["POST"])
    body = {"message": {"data": data, "messageId": "1"}}
    return app.test_client().post("/jobs", json=body).status_code


@pytest.mark.parametrize("job", ["sweep", "project", "checkpoint"])
def test_a_tick_runs_its_job(jobs: Jobs, job: str) -> None:
    assert push(job) == 204
    assert jobs.ran == [job]


def test_ticks_of_other_functions_run_nothing(jobs: Jobs) -> None:
    assert push("sequence") == push("quotes") == 204
    assert jobs.ran == []


@pytest.mark.parametrize("failure", [Unavailable(), KeyRefused("PERMISSION_DENIED")])
def test_a_job_that_fails_is_asked_for_again(jobs: Jobs, failure: Exception) -> None:
    jobs.failure = failure
    assert push("checkpoint") == 500


def test_a_checkpoint_is_logged_with_how_much_it_seals(
    jobs: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    push("checkpoint")
    logged = json.loads(capsys.readouterr().err)
    assert (logged["message"], logged["count"]) == ("checkpoint taken", 4)
