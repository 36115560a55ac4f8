"""Tax ids of persons: the published Spanish ones, and those of the other countries of the EEA."""

import pytest

from shared.eu.identity.model.countries import ALPHA2_OF, EUROPEAN_ECONOMIC_AREA
from shared.eu.identity.model.tax_ids import compact_tax_id, is_type_of, masked, shown_type

SPANISH = [
    "00000000T",
    "00000001R",
    "00000023T",
    "12345678Z",
    "87654321X",
    "99999999R",
    "X0000000T",
    "X1234567L",
    "Y1234567X",
    "Z1234567R",
    "Y7654321G",
    "K0123456S",
    "L0123456S",
    "M0123456S",
]
NOT_SPANISH = [
    "12345678A",
    "1234567Z",
    "00000000A",
    "I2345678Z",
    "X1234567X",
    "W1234567L",
    "A58818501",
    "B12345674",
    "Q2826000H",
    "A58818502",
    "P0801900B",
    "Q28260008",
]
OTHERS = {
    "AUT": "59-119/9013",
    "BEL": "85.07.30 033 28",
    "BGR": "752316 926 3",
    "CYP": "CY-10259033P",
    "CZE": "710319/2745",
    "DEU": "36 574 261 809",
    "DNK": "211062-5629",
    "EST": "36805280109",
    "FIN": "131052-308T",
    "FRA": "30 23 217 600 053",
    "GRC": "094259216",
    "HRV": "33392005961",
    "HUN": "8071592153",
    "IRL": "6433435F",
    "ISL": "450401-3150",
    "ITA": "RCCMNL83S18D969H",
    "LIE": "1234567",
    "LTU": "33309240064",
    "LUX": "1983081200112",
    "LVA": "161175-19997",
    "MLT": "1234567M",
    "NLD": "1112.22.333",
    "NOR": "151086 95088",
    "POL": "44051401359",
    "PRT": "PT 123456789",
    "ROU": "1630615123457",
    "SVK": "710319/2745",
    "SVN": "50223054",
    "SWE": "880320-0016",
}


@pytest.mark.parametrize("written", SPANISH)
def test_spanish_ids_are_admitted_in_every_writing(written: str) -> None:
    for form in (written, f"ES{written}", f" {written[:-1]}-{written[-1].lower()} "):
        assert compact_tax_id("ESP", form) == written


@pytest.mark.parametrize("written", NOT_SPANISH)
def test_wrong_letters_lengths_and_companies_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="country"):
        compact_tax_id("ESP", written)


@pytest.mark.parametrize(("country", "written"), OTHERS.items())
def test_an_id_of_the_eea_is_admitted_and_stays_what_it_is(country: str, written: str) -> None:
    compact = compact_tax_id(country, written)
    assert compact_tax_id(country, compact) == compact


@pytest.mark.parametrize("country", OTHERS)
@pytest.mark.parametrize("wrong", ["", "ana", "9" * 50, "-", "0" * 11 + "A"])
def test_a_text_that_is_no_id_is_refused(country: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"country|long"):
        compact_tax_id(country, wrong)


def test_every_country_of_the_eea_has_a_rule() -> None:
    assert OTHERS.keys() | {"ESP"} == EUROPEAN_ECONOMIC_AREA
    assert len(ALPHA2_OF) == 249


@pytest.mark.parametrize(
    ("country", "tax_id_type", "admitted"),
    [
        ("ESP", "NATIONAL_ID", True),
        ("ESP", "ESP_NIF", True),
        ("ESP", "SPA_TAX_ID", True),
        ("ESP", "DEU_TAX_ID", False),
        ("DEU", "DEU_TAX_ID", True),
        ("DEU", "SPA_TAX_ID", False),
        ("DEU", "PASSPORT", False),
        ("USA", "USA_SSN", True),
        ("USA", "PASSPORT", True),
    ],
)
def test_a_type_belongs_to_its_country(country: str, tax_id_type: str, admitted: bool) -> None:
    assert is_type_of(country, tax_id_type) is admitted


def test_what_is_shown_is_known_to_the_official_client_and_masked() -> None:
    assert shown_type("ESP_NIF") == "NATIONAL_ID"
    assert shown_type("DEU_TAX_ID") == "DEU_TAX_ID"
    assert masked("12345678Z") == "******78Z"
    assert masked("1") == "1"
