"""A partner reaches its own accounts; that another one exists is a secret."""

import pytest

from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.access import AccountAccess
from tests.simulation.world import World, build


@pytest.fixture(scope="module")
def world() -> World:
    return build("access", accounts_per_partner=2)


def reason_of(world: World, who: Principal, account_id: str) -> str:
    with pytest.raises(Refusal) as caught:
        AccountAccess(world.eu).own_account(who, account_id)
    assert caught.value.field is None
    return caught.value.reason


def test_a_partner_reaches_each_of_its_accounts(world: World) -> None:
    for partner in world.partners:
        for account_id in partner.accounts:
            who = Principal(partner.correspondent)
            found = AccountAccess(world.eu).own_account(who, account_id)
            assert found.path == account_path(account_id)  # type: ignore[arg-type]


def test_another_partners_account_is_not_found(world: World) -> None:
    one, other = world.partners
    assert reason_of(world, Principal(one.correspondent), other.accounts[0]) == "not_found"


@pytest.mark.parametrize("account_id", ["", "x", "0" * 36, "1" * 8 + "-1111" * 3 + "-" + "1" * 12])
def test_an_account_that_is_none_is_not_found(world: World, account_id: str) -> None:
    who = Principal(world.partners[0].correspondent)
    assert reason_of(world, who, account_id) == "not_found"


def test_a_key_that_is_bound_to_an_account_reaches_that_one_alone(world: World) -> None:
    partner = world.partners[0]
    first, second = partner.accounts
    bound = Principal(partner.correspondent, account_id=first)
    assert AccountAccess(world.eu).own_account(bound, first).exists
    assert reason_of(world, bound, second) == "not_found"
