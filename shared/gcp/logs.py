"""Structured logs by allow-list (R-507): a field that is not listed here cannot be written.

Exceptions appear as type and reason; never a value, a text of a library, an address or a body.
"""

import json
import sys
from threading import Lock

FIELDS = frozenset(
    {
        "function", "operation", "request_id", "status", "duration_ms", "reason", "error",
        "subscription_path", "kind", "count", "job",
    }
)  # fmt: skip
_lock = Lock()


def log(severity: str, event: str, **fields: str | int | None) -> None:
    """Write one JSON line to standard error; Cloud Logging reads `severity` and `message`."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"not an allowed log field: {sorted(unknown)[0]}")
    line = json.dumps({"severity": severity, "message": event, **fields})
    with _lock:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
