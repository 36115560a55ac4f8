"""What a reader wants to know of journals."""

from emulators.openapi.documented import Documented
from emulators.openapi.person_schemas import JOURNAL_NOT_KEPT
from emulators.openapi.words import (
    Schema,
    day,
    decimal,
    identifier,
    integer,
    items,
    named,
    one_of,
    record,
    text,
)
from shared.core.money import CASH_SCALE
from shared.core.money import text as text_of
from shared.eu.funding.model import journal_request
from shared.eu.funding.model.journal import APPROVAL_ABOVE_CENTS, JournalStatus, JournalType
from shared.eu.funding.model.journal_request import ENTRIES_MAX


def _batch_request(shared: str, other: str) -> Schema:
    entry = record({other: identifier(), "amount": decimal("In euro.")}, JOURNAL_NOT_KEPT)
    entries = items(entry, minItems=1, maxItems=ENTRIES_MAX)
    return record({"entry_type": one_of(("JNLC",)), shared: identifier(), "entries": entries})


_BATCH = items(
    {"allOf": [named("Journal"), {"properties": {"error_message": text("Empty where it went.")}}]}
)

JOURNAL_OPERATIONS = {
    "journals_cancel": Documented(
        "Journals", "Take a pending journal back", "An executed one stays.", status=204
    ),
    "journals_create": Documented(
        "Journals",
        "Move cash or shares between two accounts of the partner",
        f"Done at once; above {text_of(APPROVAL_ABOVE_CENTS, CASH_SCALE)} euro it is pending until "
        "a person allows it. Only settled, free cash and shares move, shares within a cohort. The "
        "header `Idempotency-Key` makes it safe to repeat.",
        body=named("JournalRequest"),
        answer=named("Journal"),
    ),
    "journals_create_batch": Documented(
        "Journals",
        "Give cash of one account to many",
        f"At most {ENTRIES_MAX} entries. All are looked at before any is executed; the header "
        "`Idempotency-Key` is for the whole batch.",
        body=_batch_request("from_account", "to_account"),
        answer=_BATCH,
    ),
    "journals_create_reverse_batch": Documented(
        "Journals",
        "Give cash of many accounts to one",
        "As the batch.",
        body=_batch_request("to_account", "from_account"),
        answer=_BATCH,
    ),
    "journals_get": Documented("Journals", "One journal", answer=named("Journal")),
    "journals_list": Documented(
        "Journals",
        "The partner's journals",
        "The newest first.",
        query={
            "after": day("Created after this day."),
            "before": day("Created before this day."),
            "status": one_of([status.value for status in JournalStatus]),
            "entry_type": one_of([each.value for each in JournalType]),
            "from_account": identifier(),
            "to_account": identifier(),
            "limit": integer(minimum=1, maximum=journal_request.LIMIT_MAX),
        },
        answer=items(named("Journal")),
    ),
}
