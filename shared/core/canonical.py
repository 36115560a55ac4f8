"""Canonical JSON and the hash chain over it (D6; the vector is in domain Annex C, CRY)."""

import json
from hashlib import sha256
from typing import Any

CHAIN_START = "0" * 64


def canonical_json(value: Any) -> bytes:
    """Render maps, lists, strings and integers with sorted keys and no spaces, as UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def chain_hash(previous_hash: str, body: bytes) -> str:
    """Return the hexadecimal SHA-256 of the previous hash's bytes followed by `body`."""
    return sha256(bytes.fromhex(previous_hash) + body).hexdigest()
