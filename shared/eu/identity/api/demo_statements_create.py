"""POST /v1beta/demo/banking/statements"""

from typing import Any

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.eu.identity.service.statements import StatementDesk, Taken

SIMULATED = "simulated"


def operation(desk: StatementDesk, bank: str) -> Operation:
    """Build the operation: in the sandbox a partner says what the bank reports."""

    def demo_statements_create(request: Request) -> Answer:
        if bank != SIMULATED:
            raise Refusal("not_found")
        taken = desk.take(_content(request.body), request.principal.correspondent)
        return Answer({"deposits": [_view(each) for each in taken]})

    return demo_statements_create


def _content(body: Any) -> bytes:
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    if not body.keys() <= {"content"}:
        raise Refusal("unknown_field")
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal("missing_field", "content")
    try:
        return content.encode()
    except UnicodeEncodeError:
        raise Refusal("invalid_field", "content") from None


def _view(taken: Taken) -> dict[str, str | None]:
    reason = taken.reason.value if taken.reason is not None else None
    return {"id": taken.deposit_id, "status": taken.status, "reason": reason}
