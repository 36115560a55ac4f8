"""Bodies of recipient banks: the vectors of IBANs, and each refusal with its field (R-460)."""

from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.eu.identity.model.bank_request import read_bank
from tests.unit.eu.identity.bodies import BANK

VALID = (
    ("ES9121000418450200051332", "CAIXESBBXXX"),
    ("ES4400491500080001234567", "BSCHESMM"),
    ("DE89370400440532013000", "COBADEFF"),
    ("FR1420041010050500013M02606", "PSSTFRPP"),
    ("NL91ABNA0417164300", "ABNANL2A"),
    ("PT50000201231234567890154", "BPNPPTPL"),
    ("IT60X0542811101000000123456", "BLOPIT22"),
)
INVALID = (
    "ES9121000418450200051333",
    "ES9021000418450200051332",
    "ES9121004018450200051332",
    "ES91 2100 0418",
)
# Its mod 97 is right, the check digits of the Spanish account number within are those of another.
WRONG_CCC = "ES2921000418460200051332"


def values_of(**changes: Any) -> dict[str, Any]:
    values = read_bank({**BANK, **changes})
    return {path: value.reveal() for path, value in values.items()}


@pytest.mark.parametrize(("iban", "bic"), VALID)
def test_the_vectors_are_taken(iban: str, bic: str) -> None:
    values = values_of(account_number=iban, bank_code=bic, country=iban[:2])
    assert (values["banks.iban"], values["banks.bic"]) == (iban, bic)


@pytest.mark.parametrize(
    "written", ["es91 2100 0418 4502 0005 1332", " ES91-2100-0418450200051332"]
)
def test_an_iban_has_one_form_for_all_ways_to_write_it(written: str) -> None:
    assert values_of(account_number=written)["banks.iban"] == "ES9121000418450200051332"


@pytest.mark.parametrize(
    ("branch", "number", "check"),
    [("21000418", "0200051332", "45"), ("00491500", "0001234567", "08")],
)
def test_the_vectors_of_spanish_check_digits_are_the_only_right_ones(
    branch: str, number: str, check: str
) -> None:
    admitted = []
    for digits in range(100):
        bban = f"{branch}{digits:02d}{number}"
        iban = f"ES{98 - int(bban + '142800') % 97:02d}{bban}"
        try:
            values_of(account_number=iban)
            admitted.append(f"{digits:02d}")
        except Refusal as refusal:
            assert (refusal.reason, refusal.field) == ("iban_domestic_check", "account_number")
    assert admitted == [check]


REFUSED: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    **{iban: ("iban_checksum", "account_number", {"account_number": iban}) for iban in INVALID},
    "another country's length": (
        "iban_checksum", "account_number", {"account_number": "ES89370400440532013000"},
    ),
    "an unknown country": (
        "iban_checksum", "account_number", {"account_number": "XX82WEST12345698765432"},
    ),
    "an account number": ("iban_checksum", "account_number", {"account_number": "123456789abc"}),
    "wrong national digits": (
        "iban_domestic_check", "account_number", {"account_number": WRONG_CCC},
    ),
    "digits of another script": (
        "not_ascii", "account_number", {"account_number": "ES91210004184502000513٣2"},
    ),
    "a number": ("invalid_field", "account_number", {"account_number": 12345}),
    "no IBAN": ("missing_field", "account_number", {"account_number": None}),
    "an empty IBAN": ("missing_field", "account_number", {"account_number": ""}),
    "a routing number": ("not_supported", "bank_code_type", {"bank_code_type": "ABA"}),
    "no type": ("missing_field", "bank_code_type", {"bank_code_type": None}),
    "another type": ("invalid_field", "bank_code_type", {"bank_code_type": ["BIC"]}),
    "nine characters": ("invalid_field", "bank_code", {"bank_code": "CAIXESBBX"}),
    "digits in the bank": ("invalid_field", "bank_code", {"bank_code": "C4IXESBB"}),
    "no country's bank": ("invalid_field", "bank_code", {"bank_code": "CAIXZZBB"}),
    "another country's bank": ("invalid_field", "bank_code", {"bank_code": "COBADEFF"}),
    "no BIC": ("missing_field", "bank_code", {"bank_code": None}),
    "no name": ("missing_field", "name", {"name": None}),
    "a name of two lines": ("not_ascii", "name", {"name": "Caixa\nBank"}),
    "a long name": ("invalid_field", "name", {"name": "x" * 101}),
    "another country": ("invalid_field", "country", {"country": "DEU"}),
    "no country": ("invalid_field", "country", {"country": "Spain"}),
    "a short postal code": ("invalid_postal_code", "postal_code", {"postal_code": "28"}),
    "an unknown field": ("unknown_field", None, {"iban": "ES9121000418450200051332"}),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "field", "changes"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_named(reason: str, field: str | None, changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        values_of(**changes)
    assert (refused.value.reason, refused.value.field) == (reason, field)


@pytest.mark.parametrize("body", [None, [], "ES9121000418450200051332", 7])
def test_a_body_is_an_object(body: Any) -> None:
    with pytest.raises(Refusal, match="malformed_body"):
        read_bank(body)


@pytest.mark.parametrize("country", ["ES", "ESP", "", None])
def test_a_country_may_be_told_in_either_code_or_not_at_all(country: str | None) -> None:
    assert values_of(country=country)["banks.iban"] == BANK["account_number"]


def test_a_bank_of_a_territory_may_use_its_countrys_iban() -> None:
    values = values_of(
        account_number="FR1420041010050500013M02606", bank_code="BREDGPGX", country="FRA"
    )
    assert values["banks.bic"] == "BREDGPGX"
