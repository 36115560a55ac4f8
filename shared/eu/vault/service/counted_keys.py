"""The key service, with its calls counted: they cost more than everything else in a read."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from shared.core.keys import Keys


@dataclass(slots=True)
class CountedKeys:
    """A key service that counts its calls by operation and key."""

    keys: Keys
    calls: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def encrypt(self, key: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt under the key's primary version, bound to `aad`."""
        self._count("encrypt", key)
        return self.keys.encrypt(key, plaintext, aad)

    def decrypt(self, key: str, ciphertext: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` returned.

        Raises KeyRefused.
        """
        self._count("decrypt", key)
        return self.keys.decrypt(key, ciphertext, aad)

    def mac(self, key: str, data: bytes) -> bytes:
        """Return the keyed HMAC-SHA-256 of `data`."""
        self._count("mac", key)
        return self.keys.mac(key, data)

    def sign(self, key: str, data: bytes) -> bytes:
        """Sign `data` with an asymmetric key."""
        self._count("sign", key)
        return self.keys.sign(key, data)

    def public_key(self, key: str) -> bytes:
        """Return the PEM public key that verifies what `sign` returns."""
        self._count("public_key", key)
        return self.keys.public_key(key)

    def random_bytes(self, count: int) -> bytes:
        """Return 8 to 1024 bytes of the key service's own randomness."""
        self._count("random_bytes", "")
        return self.keys.random_bytes(count)

    def _count(self, operation: str, key: str) -> None:
        with self._lock:
            self.calls[f"{operation}/{key}" if key else operation] += 1
