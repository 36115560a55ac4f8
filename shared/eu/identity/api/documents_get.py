"""GET /v1/accounts/{account_id}/documents/{document_id}"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.identity.model.document_views import account_document_view
from shared.eu.identity.service.files import Files


def operation(files: Files) -> Operation:
    """Build the operation that describes one document of an account."""

    def documents_get(request: Request) -> Answer:
        account_id = AccountId(request.path["account_id"])
        upload = files.one(account_id, request.path["document_id"])
        return Answer(account_document_view(upload))

    return documents_get
