"""GET /v1/accounts/{account_id}/documents"""

from collections.abc import Mapping
from datetime import date

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.identity.model.document_views import account_document_view, listed_type
from shared.eu.identity.model.holder import Upload
from shared.eu.identity.service.files import Files


def operation(files: Files) -> Operation:
    """Build the operation that lists an account's documents, from `start` to `end`, of a `type`."""

    def documents_list(request: Request) -> Answer:
        start, end = _day(request.query, "start"), _day(request.query, "end")
        wanted = request.query.get("type")

        def is_wanted(upload: Upload) -> bool:
            day = upload.created_at.date()
            within = (start is None or start <= day) and (end is None or day <= end)
            return within and wanted in (None, "", listed_type(upload))

        uploads = files.of_account(AccountId(request.path["account_id"]))
        return Answer([account_document_view(upload) for upload in uploads if is_wanted(upload)])

    return documents_list


def _day(query: Mapping[str, str], name: str) -> date | None:
    if not query.get(name):
        return None
    try:
        return date.fromisoformat(query[name])
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
