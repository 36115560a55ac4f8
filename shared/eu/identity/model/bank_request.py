"""What a partner tells of a recipient bank: Alpaca's body, with an IBAN as account number."""

from collections.abc import Mapping
from typing import Any

from shared.core.errors import Refusal
from shared.eu.identity.model.bank_account_numbers import (
    country_of_iban,
    is_bank_of,
    read_bic,
    read_iban,
)
from shared.eu.identity.model.countries import ALPHA2_OF
from shared.eu.identity.model.field_readers import text
from shared.eu.identity.model.person import Block, Values
from shared.eu.vault.model.pii import Pii

COLLECTION = "banks"
IBAN = "banks.iban"
BIC = "banks.bic"
COUNTRY = "banks.country"
CODE_TYPE = "bank_code_type"
BIC_TYPE = "BIC"
_POSTAL_CODE_CHARACTERS_MIN = 3


def _postal_code(value: Any, path: str) -> str:
    read: str = text(12)(value, path)
    if len(read) < _POSTAL_CODE_CHARACTERS_MIN:
        raise Refusal("invalid_postal_code", path)
    return read


def _country(value: Any, path: str) -> str:
    """Read a country's alpha-2 or alpha-3 code, kept as it was written."""
    if not isinstance(value, str) or (value not in ALPHA2_OF and value not in ALPHA2_OF.values()):
        raise Refusal("invalid_field", path)
    return value


BANK = Block(
    COLLECTION,
    {
        "bank_name": text(100),
        "bic": read_bic,
        "iban": read_iban,
        "country": _country,
        "state_province": text(50),
        "postal_code": _postal_code,
        "city": text(100),
        "street_address": text(200),
    },
    ("bank_name", "bic", "iban"),
)
# What the fields are called on the wire, where that differs.
WIRE_NAMES = {"bank_name": "name", "bic": "bank_code", "iban": "account_number"}
_KNOWN = {WIRE_NAMES.get(name, name) for name in BANK.readers} | {CODE_TYPE}


def read_bank(body: Any) -> Values:
    """Read the body of `POST …/recipient_banks` into hidden values; empty texts count as absent.

    Raises Refusal with the reason and the field.
    """
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    given = {name: value for name, value in body.items() if value is not None and value != ""}
    if not given.keys() <= _KNOWN:
        raise Refusal("unknown_field")
    _check_code_type(given)
    values: Values = {}
    for name, reader in BANK.readers.items():
        wire_name = WIRE_NAMES.get(name, name)
        if wire_name in given:
            values[f"{COLLECTION}.{name}"] = Pii(reader(given[wire_name], wire_name))
        elif name in BANK.required:
            raise Refusal("missing_field", wire_name)
    _check_countries(values)
    return values


def _check_code_type(given: Mapping[str, Any]) -> None:
    code_type = given.get(CODE_TYPE)
    if code_type is None:
        raise Refusal("missing_field", CODE_TYPE)
    if code_type == "ABA":
        raise Refusal("not_supported", CODE_TYPE)
    if code_type != BIC_TYPE:
        raise Refusal("invalid_field", CODE_TYPE)


def _check_countries(values: Values) -> None:
    iban = values[IBAN].reveal()
    if not is_bank_of(values[BIC].reveal(), iban):
        raise Refusal("invalid_field", "bank_code")
    country = values[COUNTRY].reveal() if COUNTRY in values else country_of_iban(iban)
    if ALPHA2_OF.get(country, country) != country_of_iban(iban):
        raise Refusal("invalid_field", "country")
