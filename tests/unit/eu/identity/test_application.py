"""What an application may say: valid ones are read whole, wrong ones name reason and field."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from shared.core.errors import Refusal
from shared.core.reasons import REASONS
from shared.eu.identity.model.application import Application, read_application
from shared.eu.vault.model.pii import Pii
from tests.unit.eu.identity.bodies import SIGNED, application

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

INVALID: list[tuple[dict[str, Any], str, str | None]] = [
    # names, addresses, e-mail and tax id are printable ASCII
    ({"identity__given_name": "José"}, "not_ascii", "identity.given_name"),
    ({"identity__middle_name": "María"}, "not_ascii", "identity.middle_name"),
    ({"identity__family_name": "Muñoz"}, "not_ascii", "identity.family_name"),
    ({"identity__family_name": "Gar\tcia"}, "not_ascii", "identity.family_name"),
    ({"identity__given_name": "Ana\x7f"}, "not_ascii", "identity.given_name"),
    ({"contact__email_address": "añá@example.org"}, "not_ascii", "contact.email_address"),
    ({"contact__street_address": ["Calle Alcalá 1"]}, "not_ascii", "contact.street_address"),
    ({"contact__city": "Ávila"}, "not_ascii", "contact.city"),
    ({"identity__tax_id": "\uff11\uff12345678Z"}, "not_ascii", "identity.tax_id"),
    ({"identity__given_name": "  "}, "invalid_field", "identity.given_name"),
    ({"identity__given_name": "12"}, "invalid_field", "identity.given_name"),
    ({"identity__given_name": "A" * 101}, "invalid_field", "identity.given_name"),
    ({"identity__family_name": 7}, "invalid_field", "identity.family_name"),
    # what a new account must have
    ({"contact": None}, "missing_field", "contact"),
    ({"identity": None}, "missing_field", "identity"),
    ({"disclosures": None}, "missing_field", "disclosures"),
    ({"agreements": None}, "missing_field", "agreements"),
    ({"contact": []}, "invalid_field", "contact"),
    ({"contact__email_address": None}, "missing_field", "contact.email_address"),
    ({"contact__street_address": None}, "missing_field", "contact.street_address"),
    ({"contact__city": None}, "missing_field", "contact.city"),
    ({"contact__postal_code": None}, "missing_field", "contact.postal_code"),
    ({"identity__given_name": None}, "missing_field", "identity.given_name"),
    ({"identity__family_name": None}, "missing_field", "identity.family_name"),
    ({"identity__date_of_birth": None}, "missing_field", "identity.date_of_birth"),
    ({"identity__tax_id": None}, "missing_field", "identity.tax_id"),
    ({"identity__tax_id_type": None}, "missing_field", "identity.tax_id_type"),
    (
        {"identity__country_of_tax_residence": None},
        "missing_field",
        "identity.country_of_tax_residence",
    ),
    (
        {"disclosures__is_politically_exposed": None},
        "missing_field",
        "disclosures.is_politically_exposed",
    ),
    # nothing that is not known, and its name is not echoed
    ({"nickname": "Anita"}, "unknown_field", None),
    ({"contact__ana_garcia": "x"}, "unknown_field", "contact"),
    ({"identity__ssn": "x"}, "unknown_field", "identity"),
    # contact
    ({"contact__email_address": "ana"}, "invalid_email", "contact.email_address"),
    ({"contact__email_address": "ana@example"}, "invalid_email", "contact.email_address"),
    ({"contact__email_address": "ana..g@example.org"}, "invalid_email", "contact.email_address"),
    ({"contact__email_address": "a b@example.org"}, "invalid_email", "contact.email_address"),
    ({"contact__email_address": "@example.org"}, "invalid_email", "contact.email_address"),
    (
        {"contact__email_address": "a" * 65 + "@example.org"},
        "invalid_email",
        "contact.email_address",
    ),
    ({"contact__phone_number": "600111222"}, "invalid_phone_number", "contact.phone_number"),
    ({"contact__phone_number": "+34 1"}, "invalid_phone_number", "contact.phone_number"),
    ({"contact__phone_number": "call me"}, "invalid_phone_number", "contact.phone_number"),
    ({"contact__street_address": []}, "invalid_street_address", "contact.street_address"),
    ({"contact__street_address": ["1"]}, "invalid_street_address", "contact.street_address"),
    ({"contact__street_address": ["12345"]}, "invalid_street_address", "contact.street_address"),
    ({"contact__street_address": ["A"]}, "invalid_street_address", "contact.street_address"),
    ({"contact__street_address": ["Mayor 1"] * 4}, "invalid_street_address",
     "contact.street_address"),
    ({"contact__street_address": [1]}, "invalid_field", "contact.street_address"),
    ({"contact__street_address": ["PO Box 12"]}, "po_box_not_allowed", "contact.street_address"),
    ({"contact__street_address": ["P.O. Box 12"]}, "po_box_not_allowed", "contact.street_address"),
    ({"contact__street_address": ["Apartado de Correos 3"]}, "po_box_not_allowed",
     "contact.street_address"),
    ({"contact__street_address": ["Mayor 1", "Apdo. 99"]}, "po_box_not_allowed",
     "contact.street_address"),
    ({"contact__postal_code": "53001"}, "invalid_postal_code", "contact.postal_code"),
    ({"contact__postal_code": "00100"}, "invalid_postal_code", "contact.postal_code"),
    ({"contact__postal_code": "2801"}, "invalid_postal_code", "contact.postal_code"),
    ({"contact__country": "ES"}, "invalid_field", "contact.country"),
    ({"contact__country": "XXX"}, "invalid_field", "contact.country"),
    ({"contact__country": "USA"}, "missing_field", "contact.state"),
    # identity
    ({"identity__date_of_birth": "2008-11-21"}, "under_age", "identity.date_of_birth"),
    ({"identity__date_of_birth": "2027-01-01"}, "invalid_field", "identity.date_of_birth"),
    ({"identity__date_of_birth": "1890-01-01"}, "invalid_field", "identity.date_of_birth"),
    ({"identity__date_of_birth": "28/02/1990"}, "invalid_field", "identity.date_of_birth"),
    ({"identity__date_of_birth": "1990-02-30"}, "invalid_field", "identity.date_of_birth"),
    ({"identity__tax_id": "12345678A"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "1234567Z"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "00000000A"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "I2345678Z"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "X1234567X"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "W1234567L"}, "invalid_tax_id", "identity.tax_id"),
    ({"identity__tax_id": "A58818501"}, "invalid_tax_id", "identity.tax_id"),  # a company's
    ({"identity__tax_id_type": "USA_SSN"}, "invalid_field", "identity.tax_id_type"),
    ({"identity__tax_id_type": "PASSPORT"}, "invalid_field", "identity.tax_id_type"),
    (
        {"identity__country_of_tax_residence": "DEU", "identity__tax_id_type": "DEU_TAX_ID"},
        "invalid_tax_id",
        "identity.tax_id",
    ),
    ({"identity__funding_source": ["theft"]}, "invalid_field", "identity.funding_source"),
    ({"identity__funding_source": "savings"}, "invalid_field", "identity.funding_source"),
    ({"identity__annual_income_min": "60000"}, "invalid_field", "identity.annual_income_max"),
    ({"identity__annual_income_min": "-1"}, "invalid_field", "identity.annual_income_min"),
    ({"identity__annual_income_min": "much"}, "invalid_field", "identity.annual_income_min"),
    ({"identity__annual_income_min": True}, "invalid_field", "identity.annual_income_min"),
    ({"identity__visa_type": "B1"}, "missing_field", "identity.visa_expiration_date"),
    ({"identity__permanent_resident": "yes"}, "invalid_field", "identity.permanent_resident"),
    ({"risk_tolerance": "reckless"}, "invalid_field", "risk_tolerance"),
    # disclosures
    ({"disclosures__is_control_person": "false"}, "invalid_field",
     "disclosures.is_control_person"),
    ({"disclosures__employment_status": "pirate"}, "invalid_field",
     "disclosures.employment_status"),
    ({"disclosures__context": [{"given_name": "Eva"}]}, "missing_field",
     "disclosures.context.context_type"),
    # agreements
    ({"agreements": []}, "agreement_missing", "agreements"),
    ({"agreements__0": None}, "agreement_missing", "agreements"),
    ({"agreements__2": None}, "agreement_missing", "agreements"),
    ({"agreements__0__signed_at": "yesterday"}, "invalid_field", "agreements.signed_at"),
    ({"agreements__0__signed_at": "2026-11-22T00:00:00Z"}, "invalid_field",
     "agreements.signed_at"),
    ({"agreements__0__signed_at": None}, "missing_field", "agreements.signed_at"),
    ({"agreements__0__ip_address": "1.2.3"}, "invalid_field", "agreements.ip_address"),
    ({"agreements__0__ip_address": None}, "missing_field", "agreements.ip_address"),
    ({"agreements__0__agreement": "pact"}, "invalid_field", "agreements.agreement"),
    # trusted contact
    ({"trusted_contact__email_address": None}, "missing_field", "trusted_contact.email_address"),
    ({"trusted_contact__family_name": None}, "missing_field", "trusted_contact.family_name"),
    ({"trusted_contact__given_name": "Íñigo"}, "not_ascii", "trusted_contact.given_name"),
    # the offer
    ({"currency": "USD"}, "invalid_field", "currency"),
    ({"account_type": "ira"}, "invalid_field", "account_type"),
    ({"enabled_assets": ["crypto"]}, "invalid_field", "enabled_assets"),
    ({"trading_configurations": {"no_shorting": False}}, "invalid_field",
     "trading_configurations.no_shorting"),
    ({"trading_configurations": {"leverage": 9}}, "unknown_field", "trading_configurations"),
    # documents
    ({"documents": [{}]}, "missing_field", "documents.document_type"),
    ({"documents": [{"document_type": "selfie"}]}, "invalid_field", "documents.document_type"),
    ({"documents": [{"document_type": "other"}]}, "missing_field", "documents.content"),
    ({"documents": [{"document_type": "other", "content": "%%%", "mime_type": "image/png"}]},
     "invalid_field", "documents.content"),
    ({"documents": [{"document_type": "other", "content": "QQ=="}]}, "missing_field",
     "documents.mime_type"),
    ({"documents": [{"document_type": "other", "content": "QQ==", "mime_type": "text/html"}]},
     "invalid_field", "documents.mime_type"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reason", "field"), INVALID)
def test_a_wrong_application_names_reason_and_field(
    changes: dict[str, Any], reason: str, field: str | None
) -> None:
    with pytest.raises(Refusal) as refused:
        read_application(application(**changes), NOW)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert REASONS[reason].status == 422
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("body", [None, [], "text", Decimal(1)])
def test_a_body_that_is_no_object_is_malformed(body: object) -> None:
    with pytest.raises(Refusal, match="malformed_body"):
        read_application(body, NOW)


VALID: list[dict[str, Any]] = [
    {},
    {"currency": "EUR", "account_type": "trading", "enabled_assets": ["us_equity"]},
    {"trusted_contact": None},
    {"contact__phone_number": None},
    {"contact__country": None},
    {"contact__street_address": ["C/ Gran Via, 28"]},
    {"contact__street_address": ["Calle de los Apostoles 4", "Portal 2"]},
    {"contact__street_address": ["Boxer Strasse 3"]},
    {"identity__tax_id_type": "ESP_NIF"},
    {"identity__tax_id_type": "SPA_TAX_ID"},
    {"identity__tax_id": "X1234567L"},
    {"identity__tax_id": "K0123456S"},
    {"identity__tax_id": "ES12345678Z"},
    {"identity__date_of_birth": "2008-11-20"},  # eighteen today
    {"identity__annual_income_min": Decimal(30000)},
    {"identity__marital_status": "SINGLE", "identity__number_of_dependents": Decimal(2)},
    {"disclosures__employment_status": "STUDENT"},
    {"disclosures__context": [{"context_type": "CONTROLLED_FIRM", "company_name": "Sol"}]},
    {"agreements__0__ip_address": "2001:db8::1"},
    {"agreements__0__signed_at": "2026-11-19T11:00:00.123+01:00"},
    {"risk_tolerance": "moderate", "investment_objective": "growth"},
    {"trading_configurations": {"suspend_trade": True, "dtbp_check": "both"}},
    {
        "identity__country_of_tax_residence": "DEU",
        "identity__tax_id_type": "DEU_TAX_ID",
        "identity__tax_id": "36 574 261 809",
        "contact__country": "DEU",
        "contact__postal_code": "10115",
    },
    {
        "identity__country_of_tax_residence": "SWE",
        "identity__tax_id_type": "SWE_TAX_ID",
        "identity__tax_id": "880320-0016",
        "contact__country": "SWE",
        "contact__postal_code": "114 55",
    },
    {
        "identity__country_of_tax_residence": "USA",
        "identity__tax_id_type": "USA_SSN",
        "identity__tax_id": "666-55-4321",
        "contact__country": "USA",
        "contact__postal_code": "94401",
        "contact__state": "CA",
        "contact__phone_number": "+15556667788",
    },
    {
        "documents": [
            {"document_type": "other", "content": "QQ==", "mime_type": "image/png"},
            {"document_type": "w8ben", "content_data": {"full_name": "Ana Garcia"}},
        ]
    },
]


@pytest.mark.parametrize("changes", VALID)
def test_a_right_application_is_read(changes: dict[str, Any]) -> None:
    assert read_application(application(**changes), NOW)


def read(**changes: Any) -> Application:
    return read_application(application(**changes), NOW)


def test_values_are_kept_in_their_normal_form() -> None:
    owner = read(
        contact__email_address=" Ana.Garcia@Example.org ",
        contact__phone_number="+34 600 111 222",
        disclosures__employment_status="employed",
    ).owner
    shown = {path: value.reveal() for path, value in owner.items()}
    assert shown["contact.email_address"] == "Ana.Garcia@Example.org"
    assert shown["contact.phone_number"] == "+34600111222"
    assert shown["contact.street_address"] == ["Calle Mayor 1", "2 B"]
    assert shown["identity.tax_id"] == "12345678Z"
    assert shown["disclosures.employment_status"] == "EMPLOYED"
    assert shown["disclosures.is_politically_exposed"] is False


def test_an_application_hides_everything_personal() -> None:
    shown = repr(read(documents=[
        {"document_type": "other", "content": "QU5B", "mime_type": "image/png"},
    ]))  # fmt: skip
    for marker in ("ana", "garcia", "12345678", "203.0.113", "luis", "ANA"):
        assert marker not in shown
    with pytest.raises(Exception, match=r"JSON|serializ"):
        TypeAdapter(Any).dump_json(read().owner)


def test_what_is_not_collected_is_not_kept() -> None:
    owner = read(identity__marital_status="SINGLE").owner
    assert "identity.marital_status" not in owner


def test_the_notice_version_comes_of_the_customer_agreement() -> None:
    agreement = {"agreement": "customer_agreement", "revision": "21.2025.06", **SIGNED}
    agreements = read(agreements__0=agreement).agreements
    assert agreements.notice_version == "21.2025.06"
    assert read().agreements.notice_version == "1.2026.11"
    assert [item["agreement"] for item in agreements.accepted.reveal()] == [
        "customer_agreement",
        "account_agreement",
        "margin_agreement",
    ]


def test_the_same_application_has_the_same_fingerprint() -> None:
    assert read().fingerprint() == read(identity__tax_id="12.345.678Z").fingerprint()
    for changes in ({"contact__city": "Toledo"}, {"trusted_contact": None}):
        assert read(**changes).fingerprint() != read().fingerprint()


def test_json_numbers_are_amounts_as_texts_are() -> None:
    as_number = json.loads('{"n": 30000.50}', parse_float=Decimal)["n"]
    for value in (as_number, "30000.50", "30000.5"):
        owner = read(identity__annual_income_min=value).owner
        assert owner["identity.annual_income_min"] == Pii("30000.5")
