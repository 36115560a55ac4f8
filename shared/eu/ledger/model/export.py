"""The lines of an export: canonical JSON, made of what is stored, whether it is sound or not.

A document that another hand changed is exported as it lies, so that who verifies names it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from shared.core.canonical import canonical_json
from shared.core.clock import rfc3339
from shared.core.documents import Data
from shared.core.money import CASH_SCALE, text
from shared.eu.ledger.model.chart import scale_of
from shared.eu.ledger.model.checkpoint import Head, SignedCheckpoint, listed

FORMAT = "two-ledger-export/1"
_HASHED = ("posting", "event_time", "effective_date", "posted_at", "facts")
# Beside the hash: the projector's mark comes and goes, and the version with it; the mark of a day's
# fees only finds entries.
_MARKS = ("unprojected", "fee_day", "version")
_UNTOLD = frozenset({*_HASHED, "schema", "lines", "links", "hash", *_MARKS})


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """A chain's head, and the account's balances in cents by code where they are of that moment."""

    head: Head
    balances: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Export:
    """All of the book at one moment; `batches` are those of the last checkpoint."""

    exported_at: datetime
    checkpoints: Sequence[SignedCheckpoint]
    batches: Mapping[str, Sequence[Head]]
    ends: Sequence[ChainEnd]
    entries: Iterable[tuple[str, Data]]

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, the last one with the digest of all before it."""
        digest, count = sha256(), 0
        for record in self._records():
            line = canonical_json(record) + b"\n"
            digest.update(line)
            count += record["kind"] == "entry"
            yield line
        end = {"kind": "end", "entries": str(count), "sha256": digest.hexdigest()}
        yield canonical_json(end) + b"\n"

    def _records(self) -> Iterator[dict[str, Any]]:
        yield {"kind": "header", "format": FORMAT, "exported_at": rfc3339(self.exported_at)}
        yield from map(_checkpoint_record, self.checkpoints)
        for digest, heads in self.batches.items():
            yield {"kind": "batch", "batch": digest, "heads": listed(heads)}
        yield from map(_head_record, self.ends)
        for entry_id, data in self.entries:
            yield _entry_record(entry_id, data)


def _checkpoint_record(signed: SignedCheckpoint) -> dict[str, Any]:
    checkpoint = signed.checkpoint
    return {
        "kind": "checkpoint",
        "body": checkpoint.fields(),
        "hash": checkpoint.hash,
        "signature": signed.signature,
        "key": signed.key,
        "public_key": signed.public_key,
    }


def _head_record(end: ChainEnd) -> dict[str, Any]:
    balances = end.balances
    return {
        "kind": "head",
        "chain": end.head.chain,
        "sequence": str(end.head.sequence),
        "hash": end.head.hash,
        "balances": None
        if balances is None
        else {code: text(cents, CASH_SCALE) for code, cents in balances.items() if cents},
    }


def _entry_record(entry_id: str, data: Data) -> dict[str, Any]:
    body = {"id": entry_id, **{name: data[name] for name in _HASHED if name in data}}
    if "schema" in data:
        body["schema"] = str(data["schema"])
    for name, told in (("lines", _line), ("links", _link)):
        if name in data:
            body[name] = _each(data[name], told)
    return {
        "kind": "entry",
        "body": body,
        "hash": data.get("hash"),
        "stored": {name: value for name, value in data.items() if name not in _UNTOLD},
    }


def _each(parts: Any, told: Callable[[Data], Data]) -> Any:
    """Return the parts of a list as they are told; what is no list of maps, as it lies."""
    if not isinstance(parts, list):
        return parts
    return [told(part) if isinstance(part, dict) else part for part in parts]


def _line(line: Data) -> Data:
    """Return a line with its amount as a decimal text, by the scale that is stored beside it."""
    told = {name: value for name, value in line.items() if name != "scale"}
    amount, scale = line.get("amount"), line.get("scale")
    if type(amount) is int and scale == scale_of(str(line.get("commodity"))):
        told["amount"] = text(amount, scale)
    return told


def _link(link: Data) -> Data:
    return {**link, "sequence": str(link["sequence"])} if "sequence" in link else link
