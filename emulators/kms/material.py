"""Key material and what is done with it. It leaves this process in the store's files alone."""

import hmac
import struct
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from emulators.kms.errors import invalid

SECRET_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
# A ciphertext begins with the format and the number of the version that can decrypt it.
HEADER = struct.Struct(">4sI")
FORMAT = b"kms1"

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def new_secret() -> bytes:
    """Return a new AES-256 or HMAC key."""
    return urandom(SECRET_BYTES)


def new_p256() -> bytes:
    """Return a new private key on NIST P-256."""
    return _private_bytes(ec.generate_private_key(ec.SECP256R1()))


def new_ed25519() -> bytes:
    """Return a new private key on Curve25519."""
    return _private_bytes(ed25519.Ed25519PrivateKey.generate())


def encrypt(secret: bytes, number: int, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt with AES-256-GCM, bound to `aad`, under a version's own secret."""
    nonce = urandom(NONCE_BYTES)
    return HEADER.pack(FORMAT, number) + nonce + AESGCM(secret).encrypt(nonce, plaintext, aad)


def version_that_encrypted(ciphertext: bytes) -> int | None:
    """Return the number that a ciphertext names, None where it is none of ours."""
    if len(ciphertext) < HEADER.size + NONCE_BYTES + TAG_BYTES:
        return None
    name, number = HEADER.unpack(ciphertext[: HEADER.size])
    return int(number) if name == FORMAT else None


def decrypt(secret: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Decrypt what `encrypt` returned.

    Raises KmsError.
    """
    rest = ciphertext[HEADER.size :]
    try:
        return AESGCM(secret).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], aad)
    except InvalidTag:
        raise invalid("Decryption failed: the ciphertext is invalid.") from None


def mac(secret: bytes, data: bytes) -> bytes:
    """Return the HMAC-SHA-256 of `data`."""
    return hmac.digest(secret, data, "sha256")


def sign_p256(private: bytes, digest: bytes) -> bytes:
    """Sign a SHA-256 digest with ECDSA, DER."""
    key = _private_key(private)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(digest, ec.ECDSA(Prehashed(SHA256())))


def sign_ed25519(private: bytes, data: bytes) -> bytes:
    """Sign data with pure EdDSA."""
    key = _private_key(private)
    assert isinstance(key, ed25519.Ed25519PrivateKey)
    return key.sign(data)


def public_key(private: bytes, encoding: Encoding) -> bytes:
    """Return the public key as SubjectPublicKeyInfo."""
    public = _private_key(private).public_key()
    return public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def _private_bytes(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _private_key(private: bytes) -> PrivateKey:
    key = load_der_private_key(private, None)
    assert isinstance(key, PrivateKey)
    return key
