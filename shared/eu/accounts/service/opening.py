"""Open an account: the commit that makes it exist, with each step of its way to ACTIVE told."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from shared.core.canonical import CHAIN_START
from shared.core.clock import Entropy
from shared.core.documents import Create, Documents, create
from shared.core.errors import Conflict
from shared.core.ids import AccountId, CohortId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.configuration import Configuration
from shared.eu.accounts.model.life import LifeEvent, after, status_step
from shared.eu.accounts.paths import (
    RESIDUAL_COHORT,
    account_document,
    account_number_path,
    account_path,
)
from shared.eu.events.model.record import Event, Happening, recorded
from shared.eu.events.paths import created as event_created

ACCOUNT_NUMBER_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new account starts with."""

    account_id: AccountId
    account_number: str
    correspondent: str
    cohort: CohortId
    configuration: Configuration
    steps: Sequence[LifeEvent]


def opening_writes(opening: Opening, now: datetime) -> list[Create]:
    """Build the writes of a new account: itself first, its number, an event for each step."""
    account = Account(
        account_id=opening.account_id,
        account_number=opening.account_number,
        correspondent=opening.correspondent,
        cohort=opening.cohort,
        state=AccountState.SUBMITTED,
        balances={},
        chain_sequence=0,
        chain_hash=CHAIN_START,
        sequences={},
        created_at=now,
        configuration=opening.configuration,
    )
    account, event = _told(account, status_step(account, "", now, "opened"))
    events = [event]
    for step in opening.steps:
        before = account.state
        account = after(account, step)
        account, event = _told(account, status_step(account, before, now, f"opened:{step}"))
        events.append(event)
    return [
        create(account_path(account.account_id), account_document(account)),
        create(account_number_path(account.account_number), {"account_id": account.account_id}),
        *(event_created(event) for event in events),
    ]


def new_account_number(entropy: Entropy) -> str:
    """Draw ten random digits, the first not zero."""
    lowest: int = 10 ** (ACCOUNT_NUMBER_DIGITS - 1)
    return str(lowest + entropy.below(9 * lowest))


@dataclass(slots=True)
class ResidualCohort:
    """The one cohort that new accounts start in (R-510); it never changes, so it is read once."""

    documents: Documents
    entropy: Entropy
    _known: CohortId | None = None

    def residual(self) -> CohortId:
        """Return the cohort, made when there is none.

        Raises CommitUnknown, Unavailable.
        """
        if self._known is None:
            self._known = self._found()
        return self._known

    def _found(self) -> CohortId:
        (seen,) = self.documents.get([RESIDUAL_COHORT])
        while seen.data is None:
            cohort = "c" + self.entropy.token_hex(8)[:15]
            # Where another instance was first, its cohort is the one.
            with suppress(Conflict):
                self.documents.commit([create(RESIDUAL_COHORT, {"cohort": cohort})])
            (seen,) = self.documents.get([RESIDUAL_COHORT])
        return CohortId(seen.data["cohort"])


def _told(account: Account, happening: Happening) -> tuple[Account, Event]:
    event, sequences = recorded(
        account.account_id, account.correspondent, account.sequences, happening
    )
    return replace(account, sequences=sequences), event
