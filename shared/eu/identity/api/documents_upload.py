"""POST /v1/accounts/{account_id}/documents/upload"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.owner_document import read_documents
from shared.eu.identity.service.document_desk import DocumentDesk


def operation(desk: DocumentDesk) -> Operation:
    """Build the operation that takes documents for an account's holder."""

    def documents_upload(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        desk.upload(account, read_documents(request.body))
        return Answer(None, 204)

    return documents_upload
