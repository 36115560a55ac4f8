"""The lines of an export, read as they stand: whatever is not written exactly as one is a fault."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = "two-ledger-export/1"
CHAIN_START = "0" * 64
FIELDS = {
    "header": {"kind", "format", "exported_at"},
    "checkpoint": {"kind", "body", "hash", "signature", "key", "public_key"},
    "batch": {"kind", "batch", "heads"},
    "head": {"kind", "chain", "sequence", "hash", "balances"},
    "entry": {"kind", "body", "hash", "stored"},
    "end": {"kind", "entries", "sha256"},
}
ID_IN_BYTES = re.compile(rb'"id":"([^"\\]{1,64})"')
HASH = re.compile("[0-9a-f]{64}")
SEQUENCE = re.compile("[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, in which line of the file, with which entry, chain or checkpoint."""

    line: int
    subject: str
    fault: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.subject}: {self.fault}"


@dataclass(slots=True)
class Report:
    """What was checked; the export is sound where nothing was found.

    `sealed` entries lie under the last checkpoint, signed by `key_sha256`, the SHA-256 of the DER
    of a public key; `is_key_given` tells that it is the key which the auditor brought.
    """

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    sealed: int = 0
    closed_through: str = ""
    key_sha256: str = ""
    is_key_given: bool = False
    findings: list[Finding] = field(default_factory=list)

    def found(self, line: int, subject: str, fault: str) -> None:
        """Note a fault."""
        self.findings.append(Finding(line, subject, fault))


Numbered = tuple[int, dict[str, Any]]
"""A record and the number of its line."""


@dataclass(slots=True)
class Records:
    """The lines of an export by kind."""

    checkpoints: list[Numbered] = field(default_factory=list)
    batches: dict[str, Numbered] = field(default_factory=dict)
    heads: dict[str, Numbered] = field(default_factory=dict)
    entries: list[Numbered] = field(default_factory=list)


def read(lines: Iterable[bytes], report: Report) -> Records:
    records, digest, kinds = Records(), sha256(), Counter[str]()
    number, last = 0, ""
    for number, raw in enumerate(lines, 1):
        record = _record(number, raw, report)
        last = record["kind"] if record else ""
        kinds[last] += 1
        if record is not None:
            if last == "end":
                _check_end(number, record, kinds["entry"], digest.hexdigest(), report)
            elif (last == "header") != (number == 1) or record.get("format", FORMAT) != FORMAT:
                report.found(number, "export", f"its first line is the header of {FORMAT}, once")
            _keep(records, number, record, report)
        digest.update(raw)
    if last != "end" or kinds["end"] != 1:
        report.found(number, "export", "it is cut off: the end is the last line, once")
    return records


def _record(number: int, raw: bytes, report: Report) -> dict[str, Any] | None:
    """Return a line's record where it is written exactly as an export is, else None."""
    try:
        record = json.loads(raw)
        is_exact = canonical(record) + b"\n" == raw
    except (ValueError, RecursionError):
        record, is_exact = None, False
    fields = FIELDS.get(record.get("kind", "") if isinstance(record, dict) else "")
    if is_exact and isinstance(record, dict) and record.keys() == fields:
        return record
    named = ID_IN_BYTES.search(raw)
    subject = f"entry {named[1].decode(errors='replace')}" if named else "export"
    report.found(number, subject, "the line is not one that an export has")
    return None


def _keep(records: Records, number: int, record: dict[str, Any], report: Report) -> None:
    kind = record["kind"]
    if kind == "checkpoint":
        records.checkpoints.append((number, record))
    elif kind == "entry":
        records.entries.append((number, record))
    elif kind in ("batch", "head"):
        kept = records.batches if kind == "batch" else records.heads
        name = str(record["batch" if kind == "batch" else "chain"])
        if name in kept:
            report.found(number, f"{kind} {name}", "it is there twice")
        kept[name] = (number, record)


def _check_end(
    number: int, record: dict[str, Any], entries: int, digest: str, report: Report
) -> None:
    if record["entries"] != str(entries):
        report.found(number, "export", f"it has {entries} entries, not {record['entries']}")
    if record["sha256"] != digest:
        report.found(number, "export", "the SHA-256 of the lines before is another")


def canonical(value: Any) -> bytes:
    """Return the JSON that hashes and signatures are over; ValueError for floats and the like."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def chain_hash(previous_hash: str, body: Any) -> str:
    """Return the SHA-256 of the previous hash's bytes followed by the body; "" for no hash."""
    if not HASH.fullmatch(str(previous_hash)):
        return ""
    return sha256(bytes.fromhex(previous_hash) + canonical(body)).hexdigest()


def links_of(entry: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Return chain, number and previous hash of each link; none where they are not well formed."""
    body = entry["body"]
    links = body.get("links") if isinstance(body, dict) else None
    found = []
    for link in links if isinstance(links, list) else []:
        if not isinstance(link, dict) or link.keys() != {"chain", "sequence", "previous_hash"}:
            return []
        if not SEQUENCE.fullmatch(str(link["sequence"])):
            return []
        found.append((str(link["chain"]), int(link["sequence"]), str(link["previous_hash"])))
    return found


def id_of(entry: dict[str, Any]) -> str:
    body = entry["body"]
    return str(body.get("id")) if isinstance(body, dict) else ""


def name_of(entry: dict[str, Any]) -> str:
    return f"entry {id_of(entry)}"
