"""The twin of the key service: real cryptography under keys that are computed from a seed (D17).

For simulations, tests and the embedded mode only; whoever knows the seed knows every key.
"""

import hmac
from hashlib import sha256
from itertools import count
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.core.errors import KeyRefused
from shared.memory.clock import SeededEntropy

NONCE_BYTES = 12
RANDOM_BYTES_MIN = 8
RANDOM_BYTES_MAX = 1024
# The order of P-256: a private key is a number from 1 up to it.
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class MemoryKeys:
    """Every key exists; its first use decides its purpose, as creating it would.

    `name` is version 1 of a key, `name/2` its version 2.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._entropy = SeededEntropy(f"{seed}/random")
        self._purposes: dict[str, str] = {}
        self._calls = count(1)
        self._lock = Lock()

    def encrypt(self, key: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt with AES-256-GCM, bound to `aad`; equal calls give different ciphertexts."""
        secret = self._secret("encrypt", key)
        # The nonce also depends on what is encrypted: a twin that is started again with the same
        # seed counts from 1 again, and must not use a nonce for two texts.
        parts = (str(next(self._calls)).encode(), sha256(plaintext).digest(), sha256(aad).digest())
        nonce = hmac.digest(secret, b"nonce" + b"".join(parts), "sha256")[:NONCE_BYTES]
        return nonce + AESGCM(secret).encrypt(nonce, plaintext, aad)

    def decrypt(self, key: str, ciphertext: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` returned.

        Raises KeyRefused.
        """
        nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        cipher = AESGCM(self._secret("encrypt", key))
        try:
            return cipher.decrypt(nonce, sealed, aad)
        except (InvalidTag, ValueError):
            raise KeyRefused("INVALID_ARGUMENT") from None

    def mac(self, key: str, data: bytes) -> bytes:
        """Return the keyed HMAC-SHA-256 of `data`."""
        return hmac.digest(self._secret("mac", key), data, "sha256")

    def sign(self, key: str, data: bytes) -> bytes:
        """Sign with ECDSA P-256 over SHA-256, DER; the same data has the same signature."""
        algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
        return self._private_key(key).sign(data, algorithm)

    def public_key(self, key: str) -> bytes:
        """Return the PEM public key that verifies what `sign` returns."""
        public = self._private_key(key).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def random_bytes(self, count: int) -> bytes:
        """Return the next 8 to 1024 bytes of the seed's sequence.

        Raises KeyRefused.
        """
        if not RANDOM_BYTES_MIN <= count <= RANDOM_BYTES_MAX:
            raise KeyRefused("INVALID_ARGUMENT")
        return bytes.fromhex(self._entropy.token_hex(count))

    def _private_key(self, key: str) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self._secret("sign", key)) % (P256_ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())

    def _secret(self, purpose: str, key: str) -> bytes:
        name, _, version = key.partition("/")
        with self._lock:
            if self._purposes.setdefault(name, purpose) != purpose:
                raise KeyRefused("INVALID_ARGUMENT")
        return hmac.digest(self._seed, f"{purpose}/{name}/{version or 1}".encode(), "sha256")
