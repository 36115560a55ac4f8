"""GET /v1/accounts/{account_id}/documents/{document_id}/download"""

from base64 import b64encode

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.service.document_desk import DocumentDesk


def operation(desk: DocumentDesk) -> Operation:
    """Build the operation that gives out a document; its function turns the answer into a file."""

    def documents_download(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        upload, content = desk.download(
            account, request.path["document_id"], request.principal.correspondent
        )
        encoded = b64encode(content.reveal()).decode()
        return Answer({"mime_type": upload.mime_type, "content": encoded})

    return documents_download
