"""Blind indexes: the published vectors, and one index for all ways to write a value (R-620)."""

import hmac

import pytest

from shared.eu.vault.model.blind_index import (
    IndexedField,
    index_of,
    normal_email,
    normal_iban,
    normal_phone,
    normal_tax_id,
)
from shared.memory.keys import MemoryKeys

VECTOR_KEY = bytes(range(32))
VECTORS = {
    normal_tax_id("ES", "12345678-z"): "Sz7h3Hj_J09Ge30zKRys3w",
    normal_email(" Ana@Example.ORG "): "ncuvs2cpKqZtCw2q4iPTI1",
    normal_phone("+34 600 111 222"): "IbGXJtknttfsxsT2TBDsf_",
    normal_iban("es91 2100 0418 4502 0005 1332"): "P9ASIxoMD6GejZqtKi8mSC",
}


@pytest.mark.parametrize(("normal", "expected"), VECTORS.items())
def test_the_vectors_are_met(normal: str, expected: str) -> None:
    assert index_of(hmac.digest(VECTOR_KEY, normal.encode(), "sha256")) == expected


def test_the_normal_forms_are_those_of_the_vectors() -> None:
    assert list(VECTORS) == [
        "ES12345678Z",
        "ana@example.org",
        "+34600111222",
        "ES9121000418450200051332",
    ]


@pytest.mark.parametrize("written", ["12345678Z", "12345678-z", "12.345.678-z", " 12345678 z "])
def test_a_tax_id_has_one_normal_form(written: str) -> None:
    assert normal_tax_id("ES", written) == "ES12345678Z"


def test_an_address_keeps_its_dots_and_loses_its_width() -> None:
    assert normal_email("a.na+x@example.org") == "a.na+x@example.org"
    assert normal_email("\uff21na@example.org") == "ana@example.org"


@pytest.mark.parametrize("written", ["600111222", "", "+", "+34", "phone", "+999999999999999999"])
def test_what_cannot_be_a_phone_number_is_refused_without_quoting_it(written: str) -> None:
    with pytest.raises(ValueError, match=r"phone number\Z") as raised:
        normal_phone(written)
    assert raised.value.__cause__ is None


def test_each_field_has_its_own_key() -> None:
    keys = MemoryKeys("index")
    codes = {keys.mac(field.key, b"ana@example.org") for field in IndexedField}
    assert len(codes) == len(IndexedField)
    assert sorted(field.key for field in IndexedField) == [
        "blind-index-email",
        "blind-index-iban",
        "blind-index-phone",
        "blind-index-tax-id",
    ]
