"""A recipient bank of an account: its life over two databases, and what partners see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.core.clock import rfc3339
from shared.core.ids import AccountId, EventId, derive
from shared.eu.events.model.record import Happening, Stream
from shared.eu.identity.model.bank_request import (
    BANK,
    BIC_TYPE,
    CODE_TYPE,
    COLLECTION,
    WIRE_NAMES,
)
from shared.eu.identity.model.person import Values
from shared.eu.vault.model.registry import entry

# A request that has not reached its reference after this long gives up by itself …
REQUEST_MAX = timedelta(seconds=60)
# … so that nobody works on the bank any more when the sweeper may.
ABANDONED_AFTER = timedelta(seconds=120)
READER = "partner"

Records = Mapping[str, Mapping[str, Any]]


class BankState(StrEnum):
    """ADDING until the ledger refers to it; REMOVING until nothing of it is left."""

    ADDING = "ADDING"
    KEPT = "KEPT"
    REMOVING = "REMOVING"


class BankStatus(StrEnum):
    """Where a bank stands, in Alpaca's words. APPROVED ones may be named by transfers."""

    APPROVED = "APPROVED"
    CANCELED = "CANCELED"


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank as the vault keeps it; `records` are its encrypted values by their path.

    `index_id` is the index row of its IBAN, `since` the start of the last attempt to add or remove
    it. It exists for partners and transfers while the ledger refers to it.
    """

    bank_id: str
    account_id: AccountId
    subject_id: str
    index_id: str
    state: BankState
    since: datetime
    created_at: datetime
    records: Records

    def is_late(self, now: datetime) -> bool:
        """Tell whether the last attempt must not go on."""
        return now - self.since > REQUEST_MAX

    def is_abandoned(self, now: datetime) -> bool:
        """Tell whether the last attempt has certainly ended without an end of its work."""
        return self.state is not BankState.KEPT and now - self.since > ABANDONED_AFTER

    def after(self, state: BankState, since: datetime) -> "Bank":
        """Return the bank in another state."""
        return replace(self, state=state, since=since)


def bank_step(bank: Bank, before: str, status: BankStatus, at: datetime) -> Happening:
    """Return what partners see of a step of a bank: they know it by its id."""
    body = {
        "account_id": bank.account_id,
        "at": rfc3339(at),
        "entity_type": "BankRelationship",
        "bank_id": bank.bank_id,
        "status_from": before,
        "status_to": status.value,
    }
    event_id = EventId(derive("event", bank.bank_id, status.value))
    return Happening(event_id, "bank", (Stream.FUNDING,), at, {Stream.FUNDING.value: body})


def bank_view(bank: Bank, values: Values) -> dict[str, Any]:
    """Render a bank in Alpaca's shape, as far as the register lets partners read it."""
    shown = {
        WIRE_NAMES.get(name, name): values[path].reveal() if path in values else ""
        for name, path in ((name, f"{COLLECTION}.{name}") for name in BANK.readers)
        if entry(path).readers.get(READER) == "clear"
    }
    return {
        "id": bank.bank_id,
        "account_id": bank.account_id,
        "status": BankStatus.APPROVED.value,
        CODE_TYPE: BIC_TYPE,
        **shown,
        "created_at": rfc3339(bank.created_at),
        "updated_at": rfc3339(bank.created_at),
    }
