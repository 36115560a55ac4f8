"""GET /v1/accounts/{account_id}/documents/{document_id}/download"""

from shared.core.http import Answer, File, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.service.document_desk import DocumentDesk


def operation(desk: DocumentDesk) -> Operation:
    """Build the operation that gives out a document."""

    def documents_download(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        upload, content = desk.download(
            account, request.path["document_id"], request.principal.correspondent
        )
        return Answer(File(content.reveal(), upload.mime_type))

    return documents_download
