"""Encrypted fields: the published vector, and nothing decrypts out of its place (R-601, R-602)."""

from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eu.vault.model.data_key import Purpose, wrap_aad
from shared.eu.vault.model.field_cipher import DataKey, Place, Undecipherable, seal, unseal

KEY = DataKey("dek_1", bytes(range(32)))
PLACE = Place("sub_01", "contact", "email_address")
NONCE = bytes(range(12))
PLAINTEXT = b"ana@example.org"
VECTOR = "266cb75ba09da376fd2df2a5de9b1f0c878059b16770a8ff126cb0732bab60"


def test_the_vector_is_met() -> None:
    assert PLACE.aad == b"eu|sub_01|contact|email_address|1"
    record = seal(KEY, PLACE, PLAINTEXT, NONCE)
    assert urlsafe_b64decode(record["ct"] + "==").hex() == VECTOR
    assert record["v"] == 1
    assert record["dek_id"] == "dek_1"


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, subject_id="sub_02"),
        replace(PLACE, collection="identity"),
        replace(PLACE, field_path="phone_number"),
    ],
)
def test_a_moved_record_is_not_decrypted(place: Place) -> None:
    record = seal(KEY, PLACE, PLAINTEXT, NONCE)
    with pytest.raises(Undecipherable):
        unseal(KEY, place, record)


def test_another_schema_or_key_is_refused() -> None:
    record = seal(KEY, PLACE, PLAINTEXT, NONCE)
    with pytest.raises(Undecipherable):
        unseal(KEY, replace(PLACE, schema_version=2), record)
    with pytest.raises(Undecipherable):
        unseal(KEY, PLACE, {**record, "v": 2})
    with pytest.raises(Undecipherable):
        unseal(DataKey("dek_2", KEY.secret), PLACE, record)
    with pytest.raises(Undecipherable):
        unseal(DataKey("dek_1", bytes(32)), PLACE, record)


@pytest.mark.parametrize("part", ["nonce", "ct"])
def test_a_changed_record_is_refused_without_a_cause(part: str) -> None:
    record = seal(KEY, PLACE, PLAINTEXT, NONCE)
    for place, letter in enumerate(record[part]):
        changed = "A" if letter != "A" else "B"
        text = record[part][:place] + changed + record[part][place + 1 :]
        with pytest.raises(Undecipherable) as raised:
            unseal(KEY, PLACE, {**record, part: text})
        assert raised.value.__cause__ is None
    for text in ("", "A", record[part][:-4]):
        with pytest.raises(Undecipherable):
            unseal(KEY, PLACE, {**record, part: text})


def test_equal_texts_have_different_records() -> None:
    first = seal(KEY, PLACE, PLAINTEXT, NONCE)
    second = seal(KEY, PLACE, PLAINTEXT, bytes(12))
    assert first["ct"] != second["ct"]


def test_places_cannot_be_confused() -> None:
    for broken in ("a|b", ""):
        with pytest.raises(ValueError, match="place"):
            Place(broken, "contact", "email_address").aad  # noqa: B018
    with pytest.raises(ValueError, match="12 bytes"):
        seal(KEY, PLACE, PLAINTEXT, bytes(11))


@given(st.binary(max_size=300), st.binary(min_size=12, max_size=12))
def test_what_was_sealed_is_unsealed(plaintext: bytes, nonce: bytes) -> None:
    assert unseal(KEY, PLACE, seal(KEY, PLACE, plaintext, nonce)) == plaintext


def test_a_key_does_not_show_its_secret() -> None:
    assert repr(KEY) == "DataKey(dek_id='dek_1')"


def test_a_wrap_is_bound_to_person_key_and_purpose() -> None:
    assert wrap_aad("sub_01", "dek_1", Purpose.PERSONAL) == b"sub_01|dek_1|P"
    assert wrap_aad("sub_01", "dek_1", Purpose.SENSITIVE) == b"sub_01|dek_1|S"
