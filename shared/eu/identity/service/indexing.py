"""Blind indexes of a correspondent's clients, coded by the key service."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.core.keys import Keys
from shared.eu.identity.model.countries import ALPHA2_OF
from shared.eu.identity.paths import lookup_of
from shared.eu.vault.model.blind_index import (
    IndexedField,
    index_of,
    normal_email,
    normal_iban,
    normal_phone,
    normal_tax_id,
)
from shared.eu.vault.model.pii import Pii

# No e-mail address looks like what is coded with its key here.
APPLICATION_PREFIX = b"application|"

Values = Mapping[str, Pii[Any]]


@dataclass(frozen=True, slots=True)
class Indexing:
    """Turns values into what they are looked up by."""

    keys: Keys

    def email(self, correspondent: str, address: str) -> str:
        """Return the lookup of an e-mail address; letter case does not matter."""
        return self._lookup(correspondent, IndexedField.EMAIL_ADDRESS, normal_email(address))

    def phone(self, correspondent: str, number: str) -> str:
        """Return the lookup of a phone number.

        Raises ValueError where it is none.
        """
        return self._lookup(correspondent, IndexedField.PHONE_NUMBER, normal_phone(number))

    def iban(self, correspondent: str, number: str) -> str:
        """Return the lookup of a bank account's number."""
        return self._lookup(correspondent, IndexedField.IBAN, normal_iban(number))

    def shared_lookups(self, correspondent: str, values: Values) -> dict[str, str]:
        """Return the lookups that several accounts may share, by the path of their value."""
        lookups = {}
        if "contact.phone_number" in values:
            number = values["contact.phone_number"].reveal()
            lookups["contact.phone_number"] = self.phone(correspondent, number)
        if "identity.tax_id" in values:
            country = ALPHA2_OF[values["identity.country_of_tax_residence"].reveal()]
            normal = normal_tax_id(country, values["identity.tax_id"].reveal())
            lookups["identity.tax_id"] = self._lookup(correspondent, IndexedField.TAX_ID, normal)
        return lookups

    def fingerprint(self, application: bytes) -> str:
        """Return a keyed code of an application: equal ones are told, and nothing else."""
        data = APPLICATION_PREFIX + sha256(application).hexdigest().encode()
        return self.keys.mac(IndexedField.EMAIL_ADDRESS.key, data).hex()

    def _lookup(self, correspondent: str, field: IndexedField, normal: str) -> str:
        index = index_of(self.keys.mac(field.key, normal.encode()))
        return lookup_of(correspondent, field, index)
