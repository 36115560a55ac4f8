"""Account and bank bodies that are wrong: each is refused with its reason and stores nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.core.reasons import REASONS
from tests.e2e.api import Answer
from tests.e2e.running_stack import RunningStack
from tests.unit.eu.identity.bodies import BANK, application
from tests.unit.eu.identity.test_application import INVALID
from tests.unit.eu.identity.test_bank_request import REFUSED

pytestmark = pytest.mark.stack

NOW = datetime.now(UTC)
TOO_YOUNG = (NOW - timedelta(days=17 * 365)).date().isoformat()
IN_FUTURE = (NOW + timedelta(days=2)).isoformat()
# What is wrong on one day and right on a later one: the stack's clock runs.
DATED = {"2008-11-21", "2026-11-22T00:00:00Z"}
BAD_ACCOUNTS: list[tuple[dict[str, Any], str, str | None]] = [
    *(row for row in INVALID if not DATED & {str(value) for value in row[0].values()}),
    ({"identity__date_of_birth": TOO_YOUNG}, "under_age", "identity.date_of_birth"),
    ({"agreements__0__signed_at": IN_FUTURE}, "invalid_field", "agreements.signed_at"),
]
DOCUMENTED_MIN = 30


@pytest.fixture(scope="module", autouse=True)
def nothing_is_stored(running: RunningStack) -> Iterator[None]:
    """Check, after all of them, that no document of either region has changed."""
    running.come_to_rest()
    running.wait_until_projected()
    before = running.everything_stored()
    yield
    assert running.everything_stored() == before


def test_there_are_as_many_as_promised() -> None:
    assert len(BAD_ACCOUNTS) == len(INVALID) >= DOCUMENTED_MIN
    assert {reason for _, reason, _ in BAD_ACCOUNTS} == {reason for _, reason, _ in INVALID}


@pytest.mark.parametrize(("changes", "reason", "field"), BAD_ACCOUNTS)
def test_a_wrong_application_is_422(
    changes: dict[str, Any], reason: str, field: str | None, running: RunningStack
) -> None:
    answer = running.partners[0].ask("POST", "/v1/accounts", application(**changes))
    assert_refused(answer, reason, field)
    for marker in (b"garcia", b"12345678", b"example.org"):
        assert marker not in answer.content.lower()


@pytest.mark.parametrize(("reason", "field", "changes"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_bank_is_422(
    reason: str, field: str | None, changes: dict[str, Any], running: RunningStack
) -> None:
    api = running.partners[0]
    path = f"/v1/accounts/{api.partner['accounts'][0]}/recipient_banks"
    answer = api.ask("POST", path, {**BANK, **changes})
    assert_refused(answer, reason, field)
    assert b"912100" not in answer.content


def assert_refused(answer: Answer, reason: str, field: str | None) -> None:
    assert (answer.status, answer.body["reason"]) == (422, reason)
    assert (answer.body["code"], answer.body.get("field")) == (REASONS[reason].code, field)
