"""The session of `make test-cloud`, on the local stack: it lives, and clears up what it may."""

from datetime import timedelta

import pytest

from tests.cloud.cleanup import clear, leftovers
from tests.cloud.session import Session, prefixer, run
from tests.cloud.target import Target
from tests.e2e.running_stack import RunningStack

pytestmark = pytest.mark.stack


@pytest.fixture
def session(running: RunningStack) -> Session:
    api = running.partners[1]
    return Session.at(Target(api.api_url, api.partner["api_key"], api.partner["api_secret"]))


def test_the_session_lives_and_leaves_nothing_in_the_account(session: Session) -> None:
    run(session)
    left = list(leftovers(session.client, prefixer(age=timedelta(0))))
    assert left, "what was sold settles a day later"
    for account_id in left:
        assert session.client.get_all_positions_for_account(account_id) == []
        assert session.client.get_banks_for_account(account_id) == []


def test_an_empty_account_is_closed_and_is_no_leftover(session: Session) -> None:
    with session.account() as account:
        session.client.get_account_by_id(account.id)
    assert account.id not in set(leftovers(session.client, prefixer(age=timedelta(0))))


def test_what_fails_in_between_is_cleared_as_well(session: Session) -> None:
    with pytest.raises(KeyError), session.account() as account:
        raise KeyError
    assert clear(session.client, account.id)
