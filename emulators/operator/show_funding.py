"""What `two-ledger funding` prints: ids, amounts, references and reasons, no person."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulators import console
from emulators.operator import show
from shared.core.clock import rfc3339
from shared.core.money import CASH_SCALE, text
from shared.eu.funding.model.suspense import Suspended

HEADERS = ("deposit", "on", "amount", "reference", "why", "name", "status", "goes back on")


def unmatched(deposits: Sequence[Suspended]) -> None:
    """Print deposits that belong to nobody yet; `name` is how near payer and holder are, of 100."""
    if not deposits:
        console.line("Every deposit is matched.")
        return
    console.table(HEADERS, [_cells(deposit) for deposit in deposits])
    console.note("Credit one: two-ledger funding match DEPOSIT ACCOUNT; or: … return DEPOSIT")


def unmatched_as_json(deposits: Sequence[Suspended]) -> None:
    """Print the same for scripts."""
    show.as_json([_fields(deposit) for deposit in deposits])


def taken(deposits: Sequence[Mapping[str, Any]]) -> None:
    """Print what became of the credits of a file."""
    rows = [(each["id"], each["status"], each["reason"] or "") for each in deposits]
    console.table(("deposit", "status", "why"), rows)


def euro(cents: int) -> str:
    """Return an amount as people read it."""
    return f"{text(cents, CASH_SCALE)} EUR"


def _cells(deposit: Suspended) -> tuple[str, ...]:
    fields = _fields(deposit)
    return (
        fields["id"],
        fields["received_at"][:10],
        euro(deposit.amount_cents),
        fields["reference"] or "",
        fields["reason"],
        "" if deposit.score is None else str(deposit.score),
        fields["status"],
        fields["return_on"],
    )


def _fields(deposit: Suspended) -> dict[str, Any]:
    return {
        "id": deposit.deposit_id,
        "received_at": rfc3339(deposit.received_at),
        "amount": text(deposit.amount_cents, CASH_SCALE),
        "reference": deposit.reference,
        "reason": deposit.reason.value,
        "score": deposit.score,
        "status": deposit.status.value,
        "return_on": deposit.return_on.isoformat(),
    }
