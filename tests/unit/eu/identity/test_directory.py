"""Finding accounts: by time, state, number, and by the whole e-mail address or phone number."""

from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.eu.accounts.model.account import Account
from shared.eu.identity.model.search import read_search
from shared.eu.identity.wiring.identity import IdentityServices
from tests.unit.eu.identity.bodies import application
from tests.unit.eu.identity.desk import Desk

PEOPLE: dict[str, dict[str, Any]] = {
    "ana": {},
    "eva": {
        "contact__email_address": "eva@example.org",
        "contact__phone_number": "+34600111333",
        "identity__tax_id": "87654321X",
    },
    "leo": {
        "contact__email_address": "Leo@Example.org",
        "contact__phone_number": "+34600111222",  # Ana's: they share it
        "disclosures__is_control_person": True,
        "identity__tax_id": "00000001R",
    },
}


def opened() -> tuple[Desk, dict[str, Account]]:
    """Open an account for each, an hour apart, and one of another partner."""
    desk = Desk()
    accounts = {}
    for name, changes in PEOPLE.items():
        accounts[name] = desk.open(**changes)
        desk.stores.clock.advance_ms(3_600_000)
    desk.open("OTHER")
    return desk, accounts


def found(services: IdentityServices, accounts: dict[str, Account], **query: str) -> list[str]:
    names = {account.account_id: name for name, account in accounts.items()}
    result = services.directory.find("ACME", read_search(query))
    return [names[account.account_id] for account in result]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["leo", "eva", "ana"]),
        ({"sort": "asc"}, ["ana", "eva", "leo"]),
        ({"sort": "DESC"}, ["leo", "eva", "ana"]),
        ({"query": "ana.garcia@example.org"}, ["ana"]),
        ({"query": "ANA.Garcia@EXAMPLE.org"}, ["ana"]),
        ({"query": "leo@example.org"}, ["leo"]),
        ({"query": "+34600111222"}, ["leo", "ana"]),
        ({"query": "+34600111222 leo@example.org"}, ["leo"]),
        ({"query": "+34600111333 leo@example.org"}, []),
        ({"query": "nobody@example.org"}, []),
        ({"query": "Garcia"}, []),
        ({"query": "0000000000"}, []),
        ({"query": "12345678Z"}, []),
        ({"status": "ACTIVE"}, ["eva", "ana"]),
        ({"status": "ACTIVE,ACTION_REQUIRED", "sort": "asc"}, ["ana", "eva", "leo"]),
        ({"status": "ACTION_REQUIRED"}, ["leo"]),
        ({"status": "AML_REVIEW"}, []),
        ({"status": "ACTIVE", "query": "+34600111222"}, ["ana"]),
        ({"created_after": "2026-11-20T13:00:00Z"}, ["leo", "eva"]),
        ({"created_after": "2026-11-20T14:00:00+01:00"}, ["leo", "eva"]),
        ({"created_after": "2026-11-20T14:00:00 01:00"}, ["leo", "eva"]),
        ({"created_before": "2026-11-20T13:00:00Z"}, ["eva", "ana"]),
        (
            {"created_after": "2026-11-20T12:30:00Z", "created_before": "2026-11-20T13:30:00Z"},
            ["eva"],
        ),
        ({"created_after": "2026-11-21"}, []),
        ({"created_after": "2026-11-20T12:30:00Z", "query": "+34600111222"}, ["leo"]),
    ],
)
def test_accounts_are_found(query: dict[str, str], expected: list[str]) -> None:
    desk, accounts = opened()
    assert found(desk.services, accounts, **query) == expected


def test_an_account_is_found_by_its_number() -> None:
    desk, accounts = opened()
    assert found(desk.services, accounts, query=accounts["eva"].account_number) == ["eva"]


def test_another_partners_account_is_not_found_by_its_number() -> None:
    desk, accounts = opened()
    assert (
        desk.services.directory.find(
            "OTHER", read_search({"query": accounts["eva"].account_number})
        )
        == []
    )


def test_an_opening_that_is_not_complete_is_not_found() -> None:
    desk = Desk()

    class Crash(BaseException):
        pass

    def crash(writes: object) -> None:
        raise Crash

    desk.stores.ledger.hooks.before_commit = crash
    with pytest.raises(Crash):
        desk.open()
    for query in ({}, {"query": "ana.garcia@example.org"}, {"query": "+34600111222"}):
        assert found(desk.services, {}, **query) == []


def test_blocks_are_shown_as_asked_for_and_each_reading_is_logged() -> None:
    desk, accounts = opened()
    listed = desk.services.directory.find("ACME", read_search({}))
    views = desk.profiles.views(listed, ("contact", "trusted_contact"), "ACME")
    assert [view["contact"]["phone_number"] for view in views] == [
        "+34600111222",
        "+34600111333",
        "+34600111222",
    ]
    assert all("identity" not in view for view in views)
    assert all(view["trusted_contact"]["given_name"] == "Luis" for view in views)
    log = [dict(seen.data or {}) for seen in desk.stores.vault.query("accesses", limit=100)]
    assert len(log) == 2 * len(accounts)
    assert {entry["purpose"] for entry in log} == {"ACCOUNT_VIEW"}
    assert {tuple(entry["collections"]) for entry in log} == {("contact",), ("trusted_contact",)}


def test_many_persons_are_read_in_few_rounds() -> None:
    desk = Desk()
    accounts = [
        desk.open(contact__email_address=f"person{number}@example.org") for number in range(120)
    ]
    reads = desk.stores.vault.counters.reads.copy()
    views = desk.profiles.views(accounts, ("identity",), "ACME")
    assert len(views) == 120
    assert desk.stores.vault.counters.reads["subjects"] - reads["subjects"] == 240
    assert len(desk.stores.vault.query("accesses", limit=1_000)) == 120 * 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"nickname": "x"}, None),
        ({"sort": "up"}, "sort"),
        ({"status": "HAPPY"}, "status"),
        ({"entities": "contact,shoes"}, "entities"),
        ({"created_after": "yesterday"}, "created_after"),
        ({"created_before": "2026-13-01"}, "created_before"),
        ({"query": " ".join(map(str, range(11)))}, "query"),
        ({"query": "x" * 257}, "query"),
    ],
)
def test_a_wrong_search_names_its_parameter(query: dict[str, str], field: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        read_search(query)
    assert (refused.value.reason, refused.value.field) == ("invalid_parameter", field)


def test_the_body_of_these_tests_is_valid() -> None:
    assert application()["contact"]["email_address"] == "ana.garcia@example.org"
