"""The sequencer function: as many sweeps as a tick asks for, within its acknowledgement time."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import flask
import pytest

from functions.eu.sequencer import main
from shared.core.errors import Unavailable
from shared.core.messages import NEWS
from shared.core.ticks import TIMES_MAX
from shared.memory.clock import VirtualClock


@dataclass
class Counted:
    """A sequencer that notes when it swept; the sweep `fails_at` ends with `error`."""

    clock: VirtualClock = field(
        default_factory=lambda: VirtualClock(datetime(2026, 11, 25, 15, tzinfo=UTC))
    )
    swept_at: list[datetime] = field(default_factory=list)
    fails_at: int | None = None
    error: Exception = field(default_factory=Unavailable)

    def sweep(self) -> int:
        self.swept_at.append(self.clock.now())
        if len(self.swept_at) == self.fails_at:
            raise self.error
        return 0


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted()
    monkeypatch.setattr(main, "service", lambda: counted)
    return counted


def push(**tick: Any) -> int:
    """Deliver a tick; return the status that Pub/Sub sees."""
    return deliver("/jobs", json.dumps(tick).encode())


def deliver(path: str, data: bytes) -> int:
    app = flask.Flask("sequencer")
    app.add_url_rule(path, view_func=lambda: main.sequencer(flask.request), methods=["POST"])
    body = {"message": {"data": base64.b64encode(data).decode(), "messageId": "1"}}
    return app.test_client().post(path, json=body).status_code


def test_a_nudge_sweeps_once(service: Counted) -> None:
    assert deliver("/records", NEWS.data) == 204
    assert len(service.swept_at) == 1


@pytest.mark.parametrize("error", [Unavailable("client"), KeyError("client")])
def test_a_nudge_that_fails_is_not_asked_for_again(
    service: Counted, capfd: pytest.CaptureFixture[str], error: Exception
) -> None:
    service.fails_at, service.error = 1, error
    assert deliver("/records", NEWS.data) == 204
    logged = capfd.readouterr().err
    assert '"WARNING", "message": "nudge failed"' in logged
    assert "client" not in logged


def test_a_tick_sweeps_once_and_ticks_of_others_never(service: Counted) -> None:
    assert push(job=main.JOB) == push(job="sweep") == 204
    assert len(service.swept_at) == 1


@pytest.mark.parametrize(("times", "sweeps"), [(3, 3), (1_000, TIMES_MAX)])
def test_a_tick_may_ask_for_a_sweep_each_second(service: Counted, times: int, sweeps: int) -> None:
    assert push(job=main.JOB, times=times) == 204
    assert len(service.swept_at) == sweeps
    assert (service.swept_at[-1] - service.swept_at[0]).seconds == 60 - 60 // sweeps


@pytest.mark.parametrize(
    ("error", "status", "severity"),
    [(Unavailable("client"), 204, "WARNING"), (KeyError("client"), 500, "ERROR")],
)
def test_a_sweep_that_fails_leaves_the_others_theirs(
    service: Counted,
    capfd: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    severity: str,
) -> None:
    service.fails_at, service.error = 2, error
    assert push(job=main.JOB, times=3) == status
    assert len(service.swept_at) == 3
    logged = capfd.readouterr().err
    assert f'"{severity}", "message": "tick failed"' in logged
    assert "client" not in logged
