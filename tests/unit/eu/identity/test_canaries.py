"""Every personal field has a canary (R-520): a new one is planted, or fails here."""

from datetime import UTC, datetime

import pytest

from shared.eu.identity.model.application import CREATE_FIELDS, read_application
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.model.owner_document import read_documents
from shared.eu.vault.model.registry import entries
from tests.e2e import canaries

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NUMBER = 7
# Of class N, or the list that `documents` makes; and Alpaca's field that we do not offer.
NOT_PERSONAL = {
    "account_type", "account_sub_type", "currency", "documents", "enabled_assets",
    "trading_configurations",
}  # fmt: skip


def test_every_personal_field_of_the_register_is_planted() -> None:
    planted = canaries.person(NUMBER) | canaries.elsewhere(NUMBER)
    personal = {p for p, entry in entries().items() if entry.pii_class in canaries.PERSONAL_CLASSES}

    assert personal - planted.keys() == set()


def test_every_field_of_an_application_is_told() -> None:
    body = canaries.account_body(canaries.person(NUMBER))

    assert set(CREATE_FIELDS) - body.keys() == NOT_PERSONAL


@pytest.mark.parametrize("person", [canaries.person, canaries.spaniard])
def test_the_canaries_are_taken(person: canaries.Teller) -> None:
    values = person(NUMBER)
    documents = canaries.documents(values)

    read_application(canaries.account_body(values) | {"documents": documents}, NOW)
    read_documents([canaries.tax_form(values)])
    read_bank(canaries.bank_body(values))


def test_no_two_canaries_are_the_same() -> None:
    texts = [
        text
        for number in (NUMBER, NUMBER + 1)
        for values in (canaries.person(number), canaries.elsewhere(number))
        for _, text in canaries.texts(values)
        if canaries.mark(number) in text
    ]

    assert len(texts) > len(entries())
    assert len(set(texts)) == len(texts)
