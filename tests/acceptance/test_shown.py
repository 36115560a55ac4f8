"""The reading of a terminal finds what is shown, and misses what is not."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from emulators import welcome
from tests.acceptance import shown
from tests.unit.emulators.journeys import ACCOUNT, journey

STATE: dict[str, Any] = {
    "api_url": "http://127.0.0.1:1",
    "dashboard_url": None,
    "partners": [
        {
            "name": "Banco Ejemplo",
            "correspondent": "BEJE",
            "api_key": "CK1",
            "api_secret": "s3",
            "accounts": [ACCOUNT],
        }
    ],
    "processes": {"supervisor": os.getpid()},
}

Check = Callable[[str, dict[str, Any]], None]
CHECKS: list[Check] = [shown.check_table, shown.check_picture, shown.check_credentials]


@pytest.fixture
def text(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a start shows."""
    welcome.stack(STATE)
    welcome.first_order(journey())
    welcome.next_steps(STATE)
    return capsys.readouterr().out


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_shown_is_found(text: str, check: Check) -> None:
    check(text, STATE)


@pytest.mark.parametrize(
    ("check", "taken", "put"),
    [
        (shown.check_table, " up ", " gone "),
        (shown.check_picture, "╪  border · US → EU", "●  US"),
        (shown.check_picture, '"cohort": ', '"client": '),
        (shown.check_picture, "key_id: eu-sandbox", f"account: {ACCOUNT}"),
        (shown.check_picture, "signature: ", ""),
        (shown.check_picture, " 0 ms", " 900 ms"),
        (shown.check_credentials, "s3", "**"),
    ],
)
def test_what_is_not_shown_is_missed(text: str, check: Check, taken: str, put: str) -> None:
    assert taken in text
    with pytest.raises(shown.Missing):
        check(text.replace(taken, put), STATE)


def test_the_three_lines_are_found(text: str) -> None:
    order, events, books = shown.lines_to_copy(text)
    assert (order.split()[0], books) == ("curl", "make reconcile")
    assert events.startswith(".venv/bin/two-ledger events tail")
    with pytest.raises(shown.Missing):
        shown.lines_to_copy(text.replace("make reconcile\n", ""))
