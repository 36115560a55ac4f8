"""The register of personal fields: complete entries, and no class that may wrongly leave."""

import pytest

from shared.eu.vault.model.data_key import Purpose
from shared.eu.vault.model.registry import Unregistered, entries, entry

CLASSES = {"S", "P", "Q", "T", "N", "pseudonym"}
LEGAL_BASES = {"contract", "legal_obligation", "legitimate_interest"}


def test_every_entry_is_complete() -> None:
    for path, found in entries().items():
        assert path.count(".") >= 1
        assert found.pii_class in CLASSES, path
        assert found.form in {"text", "json"}, path
        assert found.legal_basis in LEGAL_BASES, path
        assert found.retention, path
        assert found.readers, path
        assert found.purposes or found.retention == "not_collected", path


def test_no_person_may_leave_the_eu() -> None:
    leaving = [found for found in entries().values() if found.may_leave_eu]
    assert {found.pii_class for found in leaving} == {"T", "N"}
    assert {found.path.partition(".")[0] for found in leaving} == {"border", "orders", "fills"}


@pytest.mark.parametrize(
    ("path", "pii_class", "indexed"),
    [
        ("contact.email_address", "P", True),
        ("contact.country", "Q", False),
        ("identity.tax_id", "P", True),
        ("disclosures.is_politically_exposed", "S", False),
        ("banks.iban", "P", True),
        ("border.order_token", "T", False),
    ],
)
def test_fields_have_their_class(path: str, pii_class: str, indexed: bool) -> None:
    assert (entry(path).pii_class, entry(path).blind_index) == (pii_class, indexed)


def test_class_s_has_a_key_of_its_own() -> None:
    assert entry("disclosures.is_politically_exposed").key_purpose is Purpose.SENSITIVE
    assert entry("contact.email_address").key_purpose is Purpose.PERSONAL


def test_a_partner_sees_a_tax_id_masked_and_no_image_of_an_identity_card() -> None:
    assert entry("identity.tax_id").readers["partner"] == "masked"
    assert "partner" not in entry("documents.content.identity_verification").readers


def test_an_unknown_field_has_no_entry() -> None:
    with pytest.raises(Unregistered):
        entry("contact.shoe_size")
