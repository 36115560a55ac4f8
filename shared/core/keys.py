"""The port to the key service (Cloud KMS): keys are named, and never leave it."""

from typing import Protocol


class Keys(Protocol):
    """A region's key service. Key names are short; the driver knows project and key ring."""

    def encrypt(self, key: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt under the key's primary version, bound to `aad`."""
        ...

    def decrypt(self, key: str, ciphertext: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` returned.

        Raises KeyRefused when the ciphertext or the `aad` is not the one that was encrypted, or
        when the caller or the key's state forbids it.
        """
        ...

    def mac(self, key: str, data: bytes) -> bytes:
        """Return the keyed HMAC-SHA-256 of `data`."""
        ...

    def sign(self, key: str, data: bytes) -> bytes:
        """Sign `data` with an asymmetric key (ECDSA P-256 over SHA-256, DER)."""
        ...

    def public_key(self, key: str) -> bytes:
        """Return the PEM public key that verifies what `sign` returns."""
        ...

    def random_bytes(self, count: int) -> bytes:
        """Return 8 to 1024 bytes of the key service's own randomness."""
        ...
