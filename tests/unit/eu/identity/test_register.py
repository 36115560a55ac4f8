"""No field without an entry in the register: neither one that is taken nor one that is stored."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.configuration import DEFAULTS
from shared.eu.accounts.paths import account_of
from shared.eu.funding.model.transfer_request import request_transfer
from shared.eu.funding.service.suspense import SuspenseDesk
from shared.eu.funding.service.transfers import TransferDesk
from shared.eu.identity.model import agreements, bank_request, field_readers, owner_document, person
from shared.eu.identity.model.application import (
    CREATE_FIELDS,
    UPDATE_FIELDS,
    read_application,
    read_update,
)
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.model.owner_document import TYPES, read_documents
from shared.eu.identity.model.person import Block
from shared.eu.identity.service.deposit_returns import DepositReturns
from shared.eu.identity.wiring.jobs import over
from shared.eu.identity.wiring.stores import Stores as WiredStores
from shared.eu.vault.model.registry import Unregistered, entries, entry, stored
from shared.memory.clock import SeededEntropy
from tests.unit.eu.identity.bank_files import credit054
from tests.unit.eu.identity.bodies import BANK, application
from tests.unit.eu.identity.desk import NOW, Desk
from tests.unit.eu.identity.test_payouts import scenario_iban

DOCUMENT = {"document_type": "other", "content": "QQ==", "mime_type": "image/png"}
CLASSES_IN_CLEAR = {"N", "Q", "T", "pseudonym"}


def blocks() -> list[Block]:
    """Return every table of fields that the identity service takes, wherever it is defined."""
    modules = (person, agreements, owner_document, bank_request)
    found = [v for module in modules for v in vars(module).values() if isinstance(v, Block)]
    return list({block.name: block for block in found}.values())


def unregistered(block: Block) -> list[str]:
    paths = [f"{block.name}.{name}" for name in block.readers]
    return [path for path in paths if path not in entries()]


def test_all_tables_are_found() -> None:
    assert {block.name for block in blocks()} == {
        "agreements", "banks", "contact", "disclosures", "disclosures.context", "documents",
        "identity", "trusted_contact",
    }  # fmt: skip


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_field_that_is_taken_is_registered(block: Block) -> None:
    assert unregistered(block) == []


def test_every_part_of_a_body_is_registered() -> None:
    for name in {*CREATE_FIELDS, *UPDATE_FIELDS}:
        assert entry(f"account.{name}")
    for name in DEFAULTS:
        assert entry(f"trading_configurations.{name}").pii_class == "N"
    for document_type in TYPES:
        assert entry(f"documents.content.{document_type}").pii_class == "S"


def test_a_field_without_an_entry_is_found_and_cannot_be_taken() -> None:
    planted = replace(
        person.CONTACT, readers={**person.CONTACT.readers, "shoe_size": field_readers.name}
    )
    assert unregistered(planted) == ["contact.shoe_size"]
    with pytest.raises(Unregistered):
        person.read_block(planted, {"shoe_size": "XL"}, required=False)


def everything_stored() -> dict[str, Any]:
    """Return all documents after a life with every kind of write, two openings half done."""
    desk = Desk()
    account = desk.open(documents=[DOCUMENT], trading_configurations={"suspend_trade": True})
    services = desk.services
    change = read_update({"identity": {"family_name": "Perez"}})
    services.rectification.correct(desk.account(account), change, "ACME")
    sub_typed = read_documents([{**DOCUMENT, "document_sub_type": "letter"}])
    services.document_desk.upload(desk.account(account), sub_typed)
    removed = services.banks.add(desk.account(account), read_bank(BANK))
    services.banks.remove(desk.account(account), removed.bank_id)
    services.banks.add(desk.account(account), read_bank(BANK))
    pay_in_and_out(desk, desk.open(contact__email_address="payer@example.org"))
    services.closing.close(desk.seen(account))
    marked = desk.open("OTHER")
    crash_at_the_reference(desk, marked)
    for collection in ("before", "after"):
        crash_at_the_ledger(Desk(desk.stores, collection), f"{collection}@example.org")
    (holder,) = [
        seen
        for seen in desk.stores.vault.query("holders", limit=10)
        if seen.path.endswith(marked.account_id)
    ]
    crash_before_telling(desk, holder.path)
    return desk.stores.documents()


def pay_in_and_out(desk: Desk, account: Account) -> None:
    """Match a deposit, pay most of it out to two banks, one of which refuses; begin a return."""
    stores = desk.stores
    reference = f"ACME-{account.account_number}"
    for number in range(2):
        content = credit054(reference, name="Pedro Ruiz", reference=f"REG{number}")
        desk.services.statements.take(content)
    suspense = SuspenseDesk(stores.ledger, stores.clock, SeededEntropy("register"))
    matched, returned = suspense.waiting()
    suspense.match(matched.deposit_id, account.account_id)
    wired = WiredStores(stores.ledger, stores.vault, stores.vault_keys, stores.objects, stores.keys)
    payouts = over(wired, stores.clock, SeededEntropy("jobs"), "simulated").payments["payouts"]
    for bank_digits in ("9993", "2100", "2100"):
        withdraw(desk, account, scenario_iban(bank_digits))
        payouts.sweep()
        stores.clock.advance_ms(2_000)
        payouts.sweep()
    withdraw(desk, account, scenario_iban("2100"))
    suspense.send_back(returned.deposit_id)
    DepositReturns.take_on(payouts.returns, suspense.waiting()[0])  # type: ignore[attr-defined]
    content = credit054("no reference", name="Eva Sanz", reference="REG9")
    desk.services.statements.take(content)


def withdraw(desk: Desk, account: Account, iban: str) -> None:
    with suppress(Refusal):  # the same bank may be there
        desk.services.banks.add(desk.account(account), read_bank({**BANK, "account_number": iban}))
    banks = desk.services.banks.of_account(account.account_id, "ACME")
    (bank_id,) = [b.bank_id for b, values in banks if values[bank_request.IBAN].reveal() == iban]
    body = {"transfer_type": "wire", "direction": "OUTGOING", "amount": "10", "bank_id": bank_id}
    transfers = TransferDesk(desk.stores.ledger, desk.stores.clock, SeededEntropy(iban), False)
    key = desk.services.clock.now().isoformat()
    transfers.request(desk.account(account), request_transfer(body), key)


class Crash(BaseException):
    pass


def crash_at_the_ledger(desk: Desk, address: str) -> None:
    def crash(writes: object) -> None:
        raise Crash

    desk.stores.ledger.hooks.before_commit = crash
    with pytest.raises(Crash):
        desk.services.onboarding.open(
            "ACME", read_application(application(contact__email_address=address), NOW)
        )
    desk.stores.ledger.hooks.before_commit = lambda _: None


def crash_at_the_reference(desk: Desk, account: Account) -> None:
    def crash(writes: object) -> None:
        raise Crash

    desk.stores.ledger.hooks.before_commit = crash
    with pytest.raises(Crash):
        desk.services.banks.add(account, read_bank(BANK))
    desk.stores.ledger.hooks.before_commit = lambda _: None


def crash_before_telling(desk: Desk, holder_path: str) -> None:
    def crash(writes: object) -> None:
        raise Crash

    account_id = holder_path.partition("/")[2]
    (seen,) = desk.stores.ledger.get([f"accounts/{account_id}"])
    desk.stores.ledger.hooks.before_commit = crash
    with pytest.raises(Crash):
        desk.services.rectification.correct(
            account_of(seen.path, seen.data or {}),
            read_update({"contact": {"city": "Toledo"}}),
            "OTHER",
        )
    desk.stores.ledger.hooks.before_commit = lambda _: None


def test_every_field_that_is_stored_is_registered() -> None:
    written: dict[str, set[str]] = {}
    for path, data in everything_stored().items():
        collection = path.rpartition("/")[0]
        written.setdefault(collection, set()).update(data.keys() - {"version"})
    assert written == {collection: set(fields) for collection, fields in stored().items()}


def test_what_is_said_to_be_encrypted_is() -> None:
    for path, data in everything_stored().items():
        for name, pii_class in stored()[path.rpartition("/")[0]].items():
            if name in data and pii_class == "encrypted":
                assert not list(texts_in_clear(data[name])), f"{path} {name}"
            else:
                assert name not in data or pii_class in CLASSES_IN_CLEAR


RECORD_WORDS = re.compile(r"[A-Za-z0-9_=/+-]*")


def texts_in_clear(value: Any) -> Iterator[str]:
    """Yield what is neither a record, nor a wrapped key, nor absent."""
    if isinstance(value, Mapping):
        if {"ct", "nonce", "dek_id", "v"} == value.keys():
            return
        if {"ciphertext", "dek_id", "kek"} == value.keys():
            return
        for inner in value.values():
            yield from texts_in_clear(inner)
    elif isinstance(value, str) and not (len(value) >= 60 and RECORD_WORDS.fullmatch(value)):
        yield value
    elif value is not None and not isinstance(value, str):
        yield str(value)


def test_the_records_of_a_person_are_at_registered_places() -> None:
    for path, data in everything_stored().items():
        for collection, fields in data.get("fields", {}).items():
            for name in fields:
                assert entry(f"{collection}.{name}").retention != "not_collected", path


def test_only_classes_that_the_ledger_may_know_are_in_the_ledger() -> None:
    in_ledger = {c: fields for c, fields in stored().items() if c.startswith("ledger/")}
    classes = {pii_class for fields in in_ledger.values() for pii_class in fields.values()}
    assert classes == {"N", "Q", "T", "pseudonym"}
