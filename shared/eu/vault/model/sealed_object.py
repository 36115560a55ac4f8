"""Documents of a person, encrypted in chunks that cannot be reordered, cut or moved (R-636).

Each chunk's nonce is a random prefix, the chunk's number and whether it is the last one.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.eu.vault.model.field_cipher import DataKey, Place, Undecipherable

PREFIX_BYTES = 7
CHUNK_BYTES = 64 * 1024
_FORMAT = b"\x01"
_TAG_BYTES = 16
_SEALED_CHUNK_BYTES = CHUNK_BYTES + _TAG_BYTES


def seal_object(key: DataKey, place: Place, data: bytes, prefix: bytes) -> bytes:
    """Encrypt a document; `prefix` is 7 random bytes that are used once."""
    if len(prefix) != PREFIX_BYTES:
        raise ValueError("a prefix has 7 bytes")
    cipher, aad = AESGCM(key.secret), place.aad
    chunks = [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)] or [b""]
    sealed = [
        cipher.encrypt(_nonce(prefix, number, number == len(chunks) - 1), chunk, aad)
        for number, chunk in enumerate(chunks)
    ]
    return b"".join((_FORMAT, prefix, *sealed))


def unseal_object(key: DataKey, place: Place, sealed: bytes) -> bytes:
    """Decrypt a document.

    Raises Undecipherable.
    """
    start = len(_FORMAT) + PREFIX_BYTES
    prefix, body = sealed[len(_FORMAT) : start], sealed[start:]
    if not sealed.startswith(_FORMAT) or len(prefix) != PREFIX_BYTES or not body:
        raise Undecipherable
    cipher, aad = AESGCM(key.secret), place.aad
    starts = range(0, len(body), _SEALED_CHUNK_BYTES)
    try:
        return b"".join(
            cipher.decrypt(
                _nonce(prefix, number, number == len(starts) - 1),
                body[at : at + _SEALED_CHUNK_BYTES],
                aad,
            )
            for number, at in enumerate(starts)
        )
    except (InvalidTag, ValueError):
        raise Undecipherable from None


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
