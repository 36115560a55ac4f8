"""Ask an operation as an authenticated partner."""

from collections.abc import Mapping
from typing import Any

from shared.core.http import Operation, Principal, Request


def ask(
    operation: Operation,
    query: Mapping[str, str] | None = None,
    path: Mapping[str, str] | None = None,
) -> Any:
    """Return the body of a plain success."""
    answer = operation(Request(Principal("ACME"), path or {}, query or {}))
    assert answer.status == 200
    return answer.body
