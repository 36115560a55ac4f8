"""Who decides on applications; nobody is rejected by a machine alone (R-126)."""

from collections.abc import Mapping
from typing import Any, Protocol

from shared.eu.accounts.model.life import LifeEvent
from shared.eu.identity.model.countries import EUROPEAN_ECONOMIC_AREA
from shared.eu.vault.model.pii import Pii

Steps = tuple[LifeEvent, ...]
Values = Mapping[str, Pii[Any]]

TO_ACTIVE: Steps = (LifeEvent.APPROVE, LifeEvent.ACTIVATE)
_FLAGS = (
    "disclosures.is_control_person",
    "disclosures.is_affiliated_exchange_or_finra",
    "disclosures.is_politically_exposed",
    "disclosures.immediate_family_exposed",
)


class Review(Protocol):
    """What an account that was SUBMITTED does next, as far as it is known at once."""

    def of_application(self, owner: Values) -> Steps:
        """Return the steps of a new application; none where the answer comes later."""
        ...

    def of_documents(self) -> Steps:
        """Return the steps after the documents that were asked for have come."""
        ...


class AutomaticReview:
    """Approves ordinary people at once: the sandbox's review (D18).

    A disclosure that is answered with yes asks for documents; who pays taxes outside of the
    European Economic Area waits for a person.
    """

    def of_application(self, owner: Values) -> Steps:
        """Return the steps of a new application."""
        if any(owner[path].reveal() for path in _FLAGS):
            return (LifeEvent.ASK,)
        if owner["identity.country_of_tax_residence"].reveal() not in EUROPEAN_ECONOMIC_AREA:
            return (LifeEvent.REVIEW,)
        return TO_ACTIVE

    def of_documents(self) -> Steps:
        """Return the steps after documents: they are believed."""
        return TO_ACTIVE


class HumanReview:
    """Leaves every decision to people and their tools."""

    def of_application(self, owner: Values) -> Steps:
        """Return the one step to the queue of those who decide."""
        return (LifeEvent.REVIEW,)

    def of_documents(self) -> Steps:
        """Return the one step to the queue of those who decide."""
        return (LifeEvent.REVIEW,)
