"""GET /openapi.json: the document that describes every route; it needs no credentials."""

from collections.abc import Mapping
from typing import Any

from shared.core.http import Answer, Operation, Request


def operation(document: Mapping[str, Any]) -> Operation:
    """Build the operation."""
    answer = Answer(document)

    def openapi_get(_: Request) -> Answer:
        return answer

    return openapi_get
