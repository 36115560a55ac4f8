"""Every `two-ledger` command against the running stack."""

import pytest

from shared.core.documents import Replace
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path
from tests.e2e.operator_command import two_ledger
from tests.e2e.running_stack import RunningStack

pytestmark = pytest.mark.stack


@pytest.fixture
def account(running: RunningStack) -> str:
    """Return an account that holds shares, after everything came to rest."""
    api = running.partners[0]
    account: str = api.partner["accounts"][3]
    api.filled(account, api.placed(account).body["id"])
    running.come_to_rest()
    return account


def test_reconcile_agrees_at_rest_and_finds_a_planted_break(
    running: RunningStack, account: str
) -> None:
    sound = two_ledger(running, "reconcile")
    assert (sound.code, "The ledgers agree." in sound.text) == (0, True), sound
    path = account_path(AccountId(account))
    (seen,) = running.eu.get([path])
    assert seen.data is not None
    balances = {**seen.data["balances"], "E-2000": seen.data["balances"]["E-2000"] + 100}
    running.eu.commit([Replace(path, {**seen.data, "balances": balances}, seen.token)])
    try:
        broken = two_ledger(running, "reconcile", "--json")
        assert (broken.code, broken.json["agree"]) == (1, False)
        (found,) = [each for check in broken.json["checks"] for each in check["breaks"]]
        assert found["key"] == f"{account}:E-2000"
        assert found["difference"] == "-1"
    finally:
        (planted,) = running.eu.get([path])
        running.eu.commit([Replace(path, seen.data, planted.token)])
    assert two_ledger(running, "reconcile").code == 0
