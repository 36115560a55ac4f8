"""Numbers of bank accounts and codes of banks: IBAN with national check digits, and BIC (R-460)."""

from typing import Any

from stdnum import bic, iban
from stdnum.exceptions import ValidationError

from shared.core.errors import Refusal
from shared.eu.identity.model.field_readers import text

_WRITTEN_LENGTH_MAX = 50  # 34 characters, in groups of four

# Where banks use the country of another territory in the IBAN.
_TERRITORIES = {
    "FI": frozenset({"AX"}),
    "FR": frozenset({"BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"}),
    "GB": frozenset({"GG", "IM", "JE"}),
}


def read_iban(value: Any, path: str) -> str:
    """Read an IBAN, spaces and letter case as they come, into its compact form.

    Raises Refusal: iban_checksum where length, form or check digits are not the country's;
    iban_domestic_check where those of the national account number within are wrong.
    """
    written: str = text(_WRITTEN_LENGTH_MAX)(value, path)
    try:
        compact = str(iban.validate(written, check_country=False))
    except ValidationError:
        raise Refusal("iban_checksum", path) from None
    if not iban.is_valid(compact):
        raise Refusal("iban_domestic_check", path)
    return compact


def read_bic(value: Any, path: str) -> str:
    """Read a BIC of eight or eleven characters.

    Raises Refusal `invalid_field`.
    """
    written: str = text(_WRITTEN_LENGTH_MAX)(value, path)
    try:
        return str(bic.validate(written))
    except ValidationError:
        raise Refusal("invalid_field", path) from None


def country_of_iban(compact: str) -> str:
    """Return the alpha-2 code of the country that a valid IBAN is of."""
    return compact[:2]


def is_bank_of(bank_code: str, compact: str) -> bool:
    """Tell whether a bank may have given out an IBAN: both name the same country."""
    country, of_bank = country_of_iban(compact), bank_code[4:6]
    return of_bank == country or of_bank in _TERRITORIES.get(country, ())
