"""The claim of an e-mail address for an account (D15): what a crashed opening is resumed from."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.core.ids import AccountId

# An opening that has not reached its account after this long gives up by itself …
OPENING_MAX = timedelta(seconds=60)
# … so that nobody works for a claim any more when others may clear it.
ABANDONED_AFTER = timedelta(seconds=120)


class ClaimState(StrEnum):
    """PENDING until the account exists; CLEARING while what an opening left is removed."""

    PENDING = "PENDING"
    CLEARING = "CLEARING"
    CONFIRMED = "CONFIRMED"


@dataclass(frozen=True, slots=True)
class Claim:
    """An address of one correspondent's client, by blind index.

    The ids were drawn with the claim and are used by every attempt. `fingerprint` is a keyed code
    of the application: only the same one may resume it. `since` is the start of the last attempt.
    """

    correspondent: str
    state: ClaimState
    account_id: AccountId
    subject_id: str
    trusted_contact_id: str
    fingerprint: str
    since: datetime

    @property
    def subject_ids(self) -> tuple[str, str]:
        """Return the persons that the opening may have made."""
        return self.subject_id, self.trusted_contact_id

    def is_late(self, now: datetime) -> bool:
        """Tell whether the last attempt must not go on."""
        return now - self.since > OPENING_MAX

    def is_abandoned(self, now: datetime) -> bool:
        """Tell whether the last attempt has certainly ended."""
        return now - self.since > ABANDONED_AFTER

    def is_for(self, account_id: AccountId) -> bool:
        """Tell whether the claim, as it is now, may still become that account's."""
        return self.account_id == account_id and self.state is not ClaimState.CLEARING

    def after(self, state: ClaimState) -> "Claim":
        """Return the claim in another state."""
        return replace(self, state=state)
