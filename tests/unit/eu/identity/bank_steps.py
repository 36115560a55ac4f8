"""Recipient banks over the twins: acting on them, crashing, and what is left of them."""

import json
from typing import Any

from shared.eu.accounts.model.account import Account
from shared.eu.identity.model.bank import Bank, bank_view
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.paths import holder_of, holder_path
from tests.unit.eu.identity.bodies import BANK
from tests.unit.eu.identity.desk import PARTNER, Desk, Stores

GERMAN = {
    **BANK,
    "name": "Commerzbank",
    "account_number": "DE89370400440532013000",
    "bank_code": "COBADEFF",
    "country": "DEU",
}
ABANDONED_MS = 121_000


def add(desk: Desk, account: Account, body: Any = BANK) -> Bank:
    return desk.services.banks.add(desk.account(account), read_bank(body))


def shown(desk: Desk, account: Account) -> list[dict[str, Any]]:
    found = desk.services.banks.of_account(account.account_id, PARTNER)
    return [bank_view(bank, values) for bank, values in found]


def told(desk: Desk, account: Account) -> list[tuple[str, str]]:
    """Return the steps of an account's banks that partners were told of, in order."""
    steps = {}
    for seen in desk.stores.ledger.query("events", limit=1_000):
        data = seen.data or {}
        if data["account_id"] == account.account_id and "funding" in data["sequences"]:
            body = json.loads(data["body"])["funding"]
            assert body["entity_type"] == "BankRelationship"
            steps[data["sequences"]["funding"]] = (body["status_from"], body["status_to"])
    assert sorted(steps) == list(range(1, len(steps) + 1))
    return [steps[number] for number in sorted(steps)]


def left(stores: Stores) -> list[str]:
    """Return what there is of banks, in both databases."""
    rows = [path for path in stores.named("indexes") if ":iban:" in path]
    return sorted([*stores.named("banks", "bank_details"), *rows])


def links(desk: Desk, account: Account) -> list[str]:
    (seen,) = desk.stores.vault.get([holder_path(account.account_id)])
    found = holder_of(seen.path, seen.data or {}).index_ids
    return [index_id for index_id in found if ":iban:" in index_id]


def remove_the_only_one(desk: Desk, account: Account) -> None:
    (reference,) = desk.stores.named("banks")
    desk.services.banks.remove(desk.account(account), reference.rpartition("/")[2])


def assert_whole_or_nothing(stores: Stores, account: Account) -> None:
    desk = Desk(stores, "reader")
    references = stores.named("banks")
    banks = shown(desk, account)
    assert [f"ledger/banks/{bank['id']}" for bank in banks] == references
    for bank in banks:
        assert bank["account_number"] == BANK["account_number"]
    if not banks:
        assert told(desk, account)[-1:] in ([], [("APPROVED", "CANCELED")])


def assert_settled(stores: Stores, account: Account) -> None:
    """Check that nothing is marked, and that what is left is one whole bank or nothing."""
    assert not [d for path, d in stores.documents().items() if "bank" in path and "pending" in d]
    assert len(left(stores)) == 3 * len(stores.named("banks"))
    assert len(links(Desk(stores, "links"), account)) == len(stores.named("banks"))
    assert_whole_or_nothing(stores, account)
