"""Transfers: what is taken and refused, and that money arrives once, with entry and events."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from shared.core.documents import create
from shared.core.errors import Refusal
from shared.core.http import Principal, Request
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.funding.api import transfers_create, transfers_list
from shared.eu.funding.service.transfers import TransferDesk
from tests.simulation.checkers import Books, check_always
from tests.simulation.world import World, build

GOOD: dict[str, Any] = {"transfer_type": "wire", "direction": "INCOMING", "amount": "250.75"}


@pytest.fixture
def world() -> World:
    return build("transfers")


def desk(world: World, *, instant_funding: bool = True) -> TransferDesk:
    return TransferDesk(world.eu, world.clock, world.entropy, instant_funding)


def ask(
    world: World, body: Any, *, instant_funding: bool = True, key: str | None = None
) -> dict[str, Any]:
    (resource,) = world.eu.get([account_path(AccountId(world.accounts[0]))])
    operation = transfers_create.operation(desk(world, instant_funding=instant_funding))
    request = Request(Principal("TEST"), {}, {}, body, resource, key)
    answer: dict[str, Any] = operation(request).body
    return answer


def listed(world: World, **query: str) -> list[dict[str, Any]]:
    request = Request(Principal("TEST"), {"account_id": world.accounts[0]}, query)
    found: list[dict[str, Any]] = transfers_list.operation(desk(world))(request).body
    return found


def cash(world: World) -> int:
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[0]))])
    return account_of(seen.path, seen.data or {}).cash


def test_incoming_transfer_is_credited_at_once(world: World) -> None:
    before = cash(world)
    answer = ask(world, GOOD)
    assert (answer["status"], answer["amount"], answer["currency"]) == ("COMPLETE", "250.75", "EUR")
    assert cash(world) == before + 25_075
    check_always(Books.read(world.eu, world.us))


def test_two_equal_requests_are_two_transfers(world: World) -> None:
    before = cash(world)
    assert ask(world, GOOD)["id"] != ask(world, GOOD)["id"]
    assert cash(world) == before + 2 * 25_075


def test_a_repeat_under_the_same_key_is_the_same_transfer(world: World) -> None:
    before = cash(world)
    first = ask(world, GOOD, key="deposit-1")
    world.clock.advance_ms(5)
    assert ask(world, GOOD, key="deposit-1") == first
    assert cash(world) == before + 25_075
    with pytest.raises(Refusal, match="idempotency_key_reused"):
        ask(world, {**GOOD, "amount": "250.76"}, key="deposit-1")
    assert cash(world) == before + 25_075


def test_transfers_are_listed_newest_first_in_pages(world: World) -> None:
    ids = []
    for _ in range(3):
        world.clock.advance_ms(5)
        ids.append(ask(world, GOOD)["id"])
    assert [t["id"] for t in listed(world)] == ids[::-1]
    assert [t["id"] for t in listed(world, limit="1", offset="1")] == [ids[1]]
    assert listed(world, offset="3") == []
    assert listed(world, direction="OUTGOING") == []


def test_bank_of_the_account_is_taken(world: World) -> None:
    bank_id = str(uuid4())
    world.eu.commit([create(f"banks/{bank_id}", {"account_id": world.accounts[0]})])
    assert ask(world, {**GOOD, "bank_id": bank_id})["bank_id"] == bank_id


def test_bank_of_another_account_is_refused(world: World) -> None:
    bank_id = str(uuid4())
    world.eu.commit([create(f"banks/{bank_id}", {"account_id": world.accounts[1]})])
    with pytest.raises(Refusal, match="invalid_field"):
        ask(world, {**GOOD, "bank_id": bank_id})


def test_without_instant_funding_money_comes_by_bank_alone(world: World) -> None:
    with pytest.raises(Refusal, match="not_supported"):
        ask(world, GOOD, instant_funding=False)


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"amount": None}, "missing_field", "amount"),
        ({"amount": "0"}, "invalid_field", "amount"),
        ({"amount": "-5"}, "invalid_field", "amount"),
        ({"amount": "1.001"}, "invalid_field", "amount"),
        ({"amount": True}, "invalid_field", "amount"),
        ({"amount": Decimal("1e15")}, "invalid_field", "amount"),
        ({"amount": "ten"}, "invalid_field", "amount"),
        ({"direction": None}, "missing_field", "direction"),
        ({"direction": "SIDEWAYS"}, "invalid_field", "direction"),
        ({"direction": "OUTGOING"}, "missing_field", "bank_id"),
        ({"direction": "OUTGOING", "bank_id": str(uuid4())}, "invalid_field", "bank_id"),
        ({"transfer_type": "ach"}, "not_supported", "transfer_type"),
        ({"relationship_id": str(uuid4())}, "not_supported", "relationship_id"),
        ({"bank_id": "no-uuid"}, "invalid_field", "bank_id"),
        ({"bank_id": str(uuid4())}, "invalid_field", "bank_id"),
        ({"note_to_ana": 1}, "unknown_field", None),
    ],
)
def test_refusals_name_reason_and_field(
    world: World, change: dict[str, Any], reason: str, field: str | None
) -> None:
    before = cash(world)
    with pytest.raises(Refusal) as caught:
        ask(world, {**GOOD, **change})
    assert (caught.value.reason, caught.value.field) == (reason, field)
    assert cash(world) == before


@pytest.mark.parametrize(
    "query",
    [{"limit": "501"}, {"limit": "-1"}, {"offset": "x"}, {"direction": "UP"}, {"page": "1"}],
)
def test_list_query_is_checked(world: World, query: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="invalid_parameter"):
        listed(world, **query)
