"""Withdrawals (R-762): one table of steps, and what each does to the books (P18).

The money leaves the client's cash when it is requested (Dr E-2000 / Cr E-2015) and the bank when
the bank says so (Dr E-2015 / Cr E-1000). Where it comes back, the entries are mirrored.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.core.clock import trade_date
from shared.core.errors import InvalidTransition
from shared.core.ids import AccountId, EntryId, derive
from shared.core.money import Cents
from shared.eu.events.model.record import Happening
from shared.eu.funding.model.told import transfer_step
from shared.eu.funding.model.transfer import (
    PayeeCheck,
    Transfer,
    TransferReason,
    TransferStatus,
)
from shared.eu.ledger.model.entry import Draft, Line
from shared.eu.ledger.model.postings import pay_out, withdraw
from shared.eu.ledger.model.reversal import mirror_of

Lines = Callable[[AccountId, Cents], tuple[Line, ...]]
_POSTINGS: dict[str, Lines] = {"request": withdraw, "payment": pay_out}


class WithdrawalEvent(StrEnum):
    """What happens to a withdrawal that was requested."""

    HOLD = "HOLD"
    APPROVE = "APPROVE"
    SEND = "SEND"
    CANCEL = "CANCEL"
    REJECT = "REJECT"
    CONFIRM = "CONFIRM"
    RETURN = "RETURN"


_UNSENT = (TransferStatus.QUEUED, TransferStatus.APPROVAL_PENDING, TransferStatus.APPROVED)
_STEPS = {
    (TransferStatus.QUEUED, WithdrawalEvent.HOLD): TransferStatus.APPROVAL_PENDING,
    (TransferStatus.APPROVAL_PENDING, WithdrawalEvent.APPROVE): TransferStatus.APPROVED,
    (TransferStatus.QUEUED, WithdrawalEvent.SEND): TransferStatus.SENT_TO_CLEARING,
    (TransferStatus.APPROVED, WithdrawalEvent.SEND): TransferStatus.SENT_TO_CLEARING,
    **{(status, WithdrawalEvent.CANCEL): TransferStatus.CANCELED for status in _UNSENT},
    **{(status, WithdrawalEvent.REJECT): TransferStatus.REJECTED for status in _UNSENT},
    (TransferStatus.SENT_TO_CLEARING, WithdrawalEvent.REJECT): TransferStatus.REJECTED,
    (TransferStatus.SENT_TO_CLEARING, WithdrawalEvent.CONFIRM): TransferStatus.COMPLETE,
    (TransferStatus.COMPLETE, WithdrawalEvent.RETURN): TransferStatus.RETURNED,
}
_REACHED = {
    WithdrawalEvent.HOLD: (TransferStatus.APPROVAL_PENDING,),
    WithdrawalEvent.APPROVE: (TransferStatus.APPROVED,),
    WithdrawalEvent.SEND: (TransferStatus.SENT_TO_CLEARING,),
    WithdrawalEvent.CANCEL: (TransferStatus.CANCELED,),
    WithdrawalEvent.REJECT: (TransferStatus.REJECTED,),
    WithdrawalEvent.CONFIRM: (TransferStatus.COMPLETE, TransferStatus.RETURNED),
    WithdrawalEvent.RETURN: (TransferStatus.RETURNED,),
}
# What each event books: the posting, and whether it is mirrored.
_BOOKED: dict[WithdrawalEvent, tuple[tuple[str, bool], ...]] = {
    WithdrawalEvent.CANCEL: (("request", True),),
    WithdrawalEvent.REJECT: (("request", True),),
    WithdrawalEvent.CONFIRM: (("payment", False),),
    WithdrawalEvent.RETURN: (("payment", True), ("request", True)),
}


@dataclass(frozen=True, slots=True)
class WithdrawalStep:
    """One step: the transfer after it, its entries, and what partners are told."""

    after: Transfer
    drafts: tuple[Draft, ...]
    happening: Happening


def requested(transfer: Transfer) -> WithdrawalStep:
    """Return the first step of a withdrawal, which takes the money out of cash."""
    draft = _draft(transfer, "request", is_mirrored=False)
    return WithdrawalStep(transfer, (draft,), transfer_step(transfer, "", -transfer.amount_cents))


def was_told(transfer: Transfer, event: WithdrawalEvent) -> bool:
    """Tell whether an event has had its effect already: a repeat does nothing."""
    return transfer.status in _REACHED[event]


def step_of(
    transfer: Transfer,
    event: WithdrawalEvent,
    at: datetime,
    reason: TransferReason | None = None,
    payee_check: PayeeCheck | None = None,
) -> WithdrawalStep:
    """Return the step that an event is for a withdrawal, with its cause and what was verified.

    Raises InvalidTransition where it cannot happen in the transfer's status.
    """
    status = _STEPS.get((transfer.status, event))
    if status is None:
        raise InvalidTransition("withdrawal", transfer.status, event)
    after = replace(
        transfer,
        status=status,
        updated_at=at,
        reason=reason,
        payee_check=payee_check or transfer.payee_check,
    )
    booked = _BOOKED.get(event, ())
    drafts = tuple(_draft(after, name, is_mirrored=undone) for name, undone in booked)
    back = transfer.amount_cents if ("request", True) in booked else 0
    return WithdrawalStep(after, drafts, transfer_step(after, transfer.status.value, back))


def _draft(transfer: Transfer, name: str, *, is_mirrored: bool) -> Draft:
    draft = Draft(
        entry_id=EntryId(derive("entry", "withdrawal", transfer.transfer_id, name)),
        posting="P18",
        lines=_POSTINGS[name](transfer.account_id, transfer.amount_cents),
        event_time=transfer.updated_at,
        effective_date=trade_date(transfer.updated_at),
        facts={"transfer_id": transfer.transfer_id},
    )
    if not is_mirrored:
        return draft
    mirror = mirror_of(draft, transfer.updated_at)
    return replace(mirror, facts={**draft.facts, **mirror.facts})
