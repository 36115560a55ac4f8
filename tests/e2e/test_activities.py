"""Activities over the stack, with the unmodified official client: they are the account's cash."""

from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import (
    ActivityType,
    APIError,
    BrokerClient,
    GetAccountActivitiesRequest,
    NonTradeActivity,
    OrderSide,
    TradeActivity,
)
from tests.e2e.running_stack import RunningStack
from tests.e2e.test_first_order import client_of, filled, submit, trade_account

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def client(running: RunningStack) -> BrokerClient:
    return client_of(running, 1)


@pytest.fixture(scope="module")
def account(running: RunningStack, client: BrokerClient) -> str:
    """Return an account that has bought and sold, with everything paged."""
    account_id: str = running.partners[1].partner["accounts"][1]
    filled(client, account_id, submit(client, account_id, OrderSide.BUY, 3))
    filled(client, account_id, submit(client, account_id, OrderSide.SELL, 1))
    running.come_to_rest()
    return account_id


def listed(client: BrokerClient, **wanted: Any) -> list[Any]:
    request = GetAccountActivitiesRequest(**wanted)  # type: ignore[no-untyped-call]
    found: Any = client.get_account_activities(request)
    return list(found)


def test_the_activities_of_an_account_sum_to_its_cash(
    running: RunningStack, client: BrokerClient, account: str
) -> None:
    raw = running.partners[1].ask("GET", f"/v1/accounts/activities?account_id={account}").body
    cash = trade_account(client, account).cash

    assert sum(Decimal(activity["net_amount"]) for activity in raw) == Decimal(str(cash))


def test_the_official_client_reads_trades_and_the_rest(client: BrokerClient, account: str) -> None:
    found = listed(client, account_id=account)
    sold, bought, deposit = found[0], found[1], found[-1]

    assert isinstance(sold, TradeActivity)
    assert (sold.side, sold.qty, sold.symbol) == (OrderSide.SELL, 1, "KO")
    assert (bought.side, bought.qty) == (OrderSide.BUY, 3)
    assert isinstance(deposit, NonTradeActivity)
    assert deposit.activity_type is ActivityType.CSD
    assert all(str(activity.account_id) == account for activity in found)


def test_pages_of_all_accounts_and_one_type(client: BrokerClient, account: str) -> None:
    pages = listed(client, page_size=1, activity_types=[ActivityType.FILL])

    assert len(pages) >= 2
    assert {activity.activity_type for activity in pages} == {ActivityType.FILL}
    ids = [activity.id for activity in pages]
    assert ids == sorted(set(ids), reverse=True)


def test_another_partners_account_is_not_found(running: RunningStack, client: BrokerClient) -> None:
    with pytest.raises(APIError) as refused:
        listed(client, account_id=running.partners[0].partner["accounts"][0])
    assert refused.value.status_code == 404
