"""What the fields of a person must be to each other: country and tax id, age, ranges."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.core.errors import Refusal
from shared.core.money import CASH_SCALE, scaled
from shared.eu.identity.model.countries import EUROPEAN_UNION
from shared.eu.identity.model.postal_codes import is_postal_code
from shared.eu.identity.model.tax_ids import compact_tax_id, is_type_of
from shared.eu.vault.model.pii import Pii

ADULT_YEARS = 18
AGE_YEARS_MAX = 120
_RANGES = ("annual_income", "liquid_net_worth", "total_net_worth")
_SHORT_VISITS = ("B1", "B2")

Values = Mapping[str, Pii[Any]]


def checked(values: Values, today: date) -> dict[str, Pii[Any]]:
    """Return the values of a person with the tax id in its shortest form.

    Raises Refusal with the field that does not fit to the others.
    """
    _check_age(values, today)
    _check_address(values)
    _check_ranges(values)
    _check_visa(values)
    return {**values, "identity.tax_id": _tax_id(values)}


def check_trusted_contact(values: Values) -> None:
    """Raise Refusal unless the person can be reached in one way at least."""
    ways = ("email_address", "phone_number", "street_address")
    if not any(f"trusted_contact.{way}" in values for way in ways):
        raise Refusal("missing_field", "trusted_contact.email_address")
    if "trusted_contact.street_address" in values and "trusted_contact.city" not in values:
        raise Refusal("missing_field", "trusted_contact.city")


def years_between(birth: date, today: date) -> int:
    """Return an age in whole years; who was born on a leap day has a birthday on 1 March."""
    had_birthday = (today.month, today.day) >= (birth.month, birth.day)
    return today.year - birth.year - (not had_birthday)


def _check_age(values: Values, today: date) -> None:
    birth = date.fromisoformat(values["identity.date_of_birth"].reveal())
    if birth > today or years_between(birth, today) > AGE_YEARS_MAX:
        raise Refusal("invalid_field", "identity.date_of_birth")
    if years_between(birth, today) < ADULT_YEARS:
        raise Refusal("under_age", "identity.date_of_birth")


def _check_address(values: Values) -> None:
    taxed_in = values["identity.country_of_tax_residence"].reveal()
    lives_in = _value(values, "contact.country") or taxed_in
    postal_code = _value(values, "contact.postal_code")
    if postal_code is None and {lives_in, taxed_in} & EUROPEAN_UNION:
        raise Refusal("missing_field", "contact.postal_code")
    if postal_code is not None and not is_postal_code(lives_in, postal_code):
        raise Refusal("invalid_postal_code", "contact.postal_code")
    if "USA" in (lives_in, taxed_in) and "contact.state" not in values:
        raise Refusal("missing_field", "contact.state")


def _tax_id(values: Values) -> Pii[str]:
    country = values["identity.country_of_tax_residence"].reveal()
    if not is_type_of(country, values["identity.tax_id_type"].reveal()):
        raise Refusal("invalid_field", "identity.tax_id_type")
    try:
        return Pii(compact_tax_id(country, values["identity.tax_id"].reveal()))
    except ValueError:
        raise Refusal("invalid_tax_id", "identity.tax_id") from None


def _check_ranges(values: Values) -> None:
    for name in _RANGES:
        low, high = _cents(values, f"{name}_min"), _cents(values, f"{name}_max")
        if low is not None and high is not None and low > high:
            raise Refusal("invalid_field", f"identity.{name}_max")


def _check_visa(values: Values) -> None:
    visa = _value(values, "identity.visa_type")
    if visa is not None and "identity.visa_expiration_date" not in values:
        raise Refusal("missing_field", "identity.visa_expiration_date")
    if visa in _SHORT_VISITS and "identity.date_of_departure_from_usa" not in values:
        raise Refusal("missing_field", "identity.date_of_departure_from_usa")


def _cents(values: Values, name: str) -> int | None:
    amount = _value(values, f"identity.{name}")
    return None if amount is None else scaled(amount, CASH_SCALE)


def _value(values: Values, path: str) -> Any:
    return values[path].reveal() if path in values else None
