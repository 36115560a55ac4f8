"""What a partner's update changes of an account's persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.eu.identity.model.agreements import joined, read_accepted
from shared.eu.identity.model.application import changed_owner, changed_trusted_contact
from shared.eu.identity.model.person import Values
from shared.eu.identity.model.views import AGREEMENTS
from shared.eu.vault.model.pii import Pii


@dataclass(frozen=True, slots=True)
class Correction:
    """The values that become other ones, by person."""

    owner: Values
    trusted_contact: Values

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not self.owner and not self.trusted_contact


def correction_of(
    owner: Values, trusted_contact: Values, given: Mapping[str, Any], now: datetime
) -> Correction:
    """Read an update against what is known of the persons.

    Raises Refusal with the first field that is wrong.
    """
    changes = changed_owner(owner, given, now)
    if "agreements" in given:
        earlier = owner[AGREEMENTS].reveal()
        accepted = joined(earlier, read_accepted(given["agreements"], now))
        if accepted != earlier:
            changes[AGREEMENTS] = Pii(accepted)
    return Correction(changes, changed_trusted_contact(trusted_contact, given))
