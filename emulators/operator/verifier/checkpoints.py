"""What a checkpoint must be: signed, after the one before it, true of the entries that it seals."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from emulators.operator.verifier.chains import Places
from emulators.operator.verifier.records import (
    CHAIN_START,
    SEQUENCE,
    Records,
    Report,
    canonical,
    chain_hash,
    links_of,
    name_of,
)


def check_checkpoints(
    records: Records,
    places: Places,
    public_key: bytes | None,
    report: Report,
) -> None:
    report.checkpoints = len(records.checkpoints)
    before = CHAIN_START
    for expected, (number, checkpoint) in enumerate(records.checkpoints, 1):
        name = f"checkpoint {expected}"
        for fault in _faults_of_checkpoint(expected, before, checkpoint, public_key):
            report.found(number, name, fault)
        before = str(checkpoint["hash"])
    named = set[str]()
    if records.checkpoints:
        number, last = records.checkpoints[-1]
        report.key_sha256 = _fingerprint(public_key or str(last["public_key"]).encode())
        named = _check_sealed(number, last, records, places, report)
    for batch in records.batches.keys() - named:
        report.found(records.batches[batch][0], f"batch {batch}", "the last checkpoint has no such")


def _faults_of_checkpoint(
    expected: int, before: str, checkpoint: dict[str, Any], public_key: bytes | None
) -> Iterator[str]:
    body = checkpoint["body"]
    fields = {"schema", "number", "taken_at", "closed_through", "previous", "batches", "heads"}
    if not isinstance(body, dict) or body.keys() != fields:
        yield "its fields are not those of a checkpoint"
        return
    if (body["number"], body["previous"]) != (str(expected), before):
        yield "it does not follow the checkpoint before it"
    if chain_hash(body["previous"], body) != checkpoint["hash"]:
        yield "the hash does not fit what it says"
    pem = public_key or str(checkpoint["public_key"]).encode()
    if not _is_signed(canonical(body), str(checkpoint["signature"]), pem):
        yield "the signature is not the key's"
    if public_key is not None and str(checkpoint["public_key"]).encode() != public_key:
        yield "it names another public key than the one given"


def _is_signed(data: bytes, signature: str, pem: bytes) -> bool:
    try:
        key = load_pem_public_key(pem)
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(bytes.fromhex(signature), data, ECDSA(SHA256()))
            return True
    except (InvalidSignature, ValueError):
        pass
    return False


def _fingerprint(pem: bytes) -> str:
    try:
        der = load_pem_public_key(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except ValueError:
        return ""
    return sha256(der).hexdigest()


def _check_sealed(
    number: int,
    checkpoint: dict[str, Any],
    records: Records,
    places: Places,
    report: Report,
) -> set[str]:
    """Find every head of a checkpoint among the entries; return the batches that it names."""
    body, sealed = checkpoint["body"], dict[str, int]()
    batches = body.get("batches") if isinstance(body, dict) else None
    for batch in batches if isinstance(batches, list) else []:
        line, record = records.batches.get(str(batch), (number, {"heads": None}))
        heads = record["heads"]
        if sha256(canonical(heads)).hexdigest() != batch or not _are_heads(heads):
            report.found(line, f"batch {batch}", "it is missing, or says something else")
            continue
        for chain, sequence, head in heads:
            sealed[chain] = int(sequence)
            _, entry = places.get(chain, {}).get(int(sequence), (0, {"hash": ""}))
            if entry["hash"] != head:
                fault = f"entry number {sequence} is not the one that was signed"
                report.found(_line_of(records, chain, line), f"chain {chain}", fault)
    report.sealed = sum(1 for _, entry in records.entries if _is_under(entry, sealed))
    report.closed_through = str(body.get("closed_through", "")) if isinstance(body, dict) else ""
    _check_closed(records, sealed, report)
    return set(map(str, batches or []))


def _are_heads(heads: Any) -> bool:
    return isinstance(heads, list) and all(
        isinstance(head, list)
        and list(map(type, head)) == [str] * 3
        and SEQUENCE.fullmatch(head[1]) is not None
        for head in heads
    )


def _check_closed(records: Records, sealed: dict[str, int], report: Report) -> None:
    """What was booked after a day was closed and signed cannot be effective on it (R-905)."""
    for number, entry in records.entries:
        body = entry["body"]
        effective = str(body.get("effective_date", "")) if isinstance(body, dict) else ""
        if effective <= report.closed_through and not _is_under(entry, sealed):
            fault = f"it is effective on {effective}, which was closed before it was booked"
            report.found(number, name_of(entry), fault)


def _is_under(entry: dict[str, Any], sealed: dict[str, int]) -> bool:
    return any(number <= sealed.get(chain, 0) for chain, number, _ in links_of(entry))


def _line_of(records: Records, chain: str, otherwise: int) -> int:
    return records.heads[chain][0] if chain in records.heads else otherwise
