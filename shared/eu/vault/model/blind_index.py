"""Blind indexes (R-620): find a person by a value without storing the value."""

import unicodedata
from base64 import urlsafe_b64encode
from enum import StrEnum

import phonenumbers
from stdnum import iban

INDEX_CHARACTERS = 22


class IndexedField(StrEnum):
    """The fields that have an index; each has a key of its own in the key service."""

    EMAIL_ADDRESS = "email_address"
    PHONE_NUMBER = "phone_number"
    TAX_ID = "tax_id"
    IBAN = "iban"

    @property
    def key(self) -> str:
        """Return the name of the field's key."""
        return f"blind-index-{_KEY_ENDINGS[self]}"


_KEY_ENDINGS = {
    IndexedField.EMAIL_ADDRESS: "email",
    IndexedField.PHONE_NUMBER: "phone",
    IndexedField.TAX_ID: "tax-id",
    IndexedField.IBAN: "iban",
}


def normal_email(value: str) -> str:
    """Return an e-mail address in the form that is compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", value).strip().lower()


def normal_phone(value: str) -> str:
    """Return a phone number with its country code as E.164.

    Raises ValueError where it cannot be a number.
    """
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_tax_id(country: str, value: str) -> str:
    """Return a tax id, valid and without its country, as alpha-2 code and upper-case letters."""
    return country + "".join(filter(str.isalnum, value)).upper()


def normal_iban(value: str) -> str:
    """Return an IBAN without its spaces, in upper case."""
    return str(iban.compact(value))


def index_of(code: bytes) -> str:
    """Return the index whose keyed HMAC-SHA-256 over the normal form is `code`."""
    return urlsafe_b64encode(code).decode()[:INDEX_CHARACTERS]
