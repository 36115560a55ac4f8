"""`make test-cloud`: a partner's session on deployed projects. Skipped where none is named."""

import os

import pytest

from tests.cloud.cleanup import clear, leftovers
from tests.cloud.session import Session, prefixer, run
from tests.cloud.target import NAMES, NoTarget, Target, read


@pytest.fixture(scope="module")
def target() -> Target:
    try:
        return read(os.environ)
    except NoTarget as missing:
        pytest.skip(str(missing))


def test_a_session_from_nothing_to_a_filled_order_and_its_events(target: Target) -> None:
    session = Session.at(target)
    for account_id in leftovers(session.client, prefixer()):
        clear(session.client, account_id)
    run(session)


def test_a_missing_variable_is_named_and_a_secret_never_shown() -> None:
    given = dict.fromkeys(NAMES, "s3cret/")
    assert read(given).api_url == "s3cret"
    assert "s3cret/" not in repr(read(given))
    with pytest.raises(NoTarget, match="NOTHING is tested in a cloud here: no TWO_LEDGER_API_KEY$"):
        read(given | {"TWO_LEDGER_API_KEY": ""})
