"""The twin of the key service with the rights of functions/keys.json: each account has its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulators.kms.key_list import KeyList
from emulators.kms.roles import GENERATE_RANDOM_BYTES, ROLES
from shared.core.errors import KeyRefused
from shared.core.keys import Keys

_USE_TO = "cloudkms.cryptoKeyVersions.useTo"
_VIEW = "cloudkms.cryptoKeyVersions.viewPublicKey"
Rights = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class GrantedKeys:
    """The keys as one account may use them; every method raises KeyRefused where it may not.

    `rights` are the account's permissions by key; `everywhere` are those on the whole location.
    """

    keys: Keys
    rights: Rights
    everywhere: frozenset[str]

    @classmethod
    def of(cls, keys: Keys, listed: KeyList, account: str) -> "GrantedKeys":
        """Return the keys as the account with this e-mail may use them."""
        rights = {
            key.name: frozenset().union(
                *(ROLES[role] for role, members in key.roles.items() if account in members)
            )
            for key in listed.keys
        }
        granted = {name for name, members in listed.permissions.items() if account in members}
        return cls(keys, rights, frozenset(granted))

    def encrypt(self, key: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt under the key's primary version, bound to `aad`."""
        self._require(key, f"{_USE_TO}Encrypt")
        return self.keys.encrypt(key, plaintext, aad)

    def decrypt(self, key: str, ciphertext: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` returned."""
        self._require(key, f"{_USE_TO}Decrypt")
        return self.keys.decrypt(key, ciphertext, aad)

    def mac(self, key: str, data: bytes) -> bytes:
        """Return the keyed HMAC-SHA-256 of `data`."""
        self._require(key, f"{_USE_TO}Sign")
        return self.keys.mac(key, data)

    def sign(self, key: str, data: bytes) -> bytes:
        """Sign with ECDSA P-256 over SHA-256, DER."""
        self._require(key, f"{_USE_TO}Sign")
        return self.keys.sign(key, data)

    def public_key(self, key: str) -> bytes:
        """Return the PEM public key that verifies what `sign` returns."""
        self._require(key, _VIEW)
        return self.keys.public_key(key)

    def random_bytes(self, count: int) -> bytes:
        """Return 8 to 1024 random bytes."""
        if GENERATE_RANDOM_BYTES not in self.everywhere:
            raise KeyRefused("PERMISSION_DENIED")
        return self.keys.random_bytes(count)

    def _require(self, key: str, permission: str) -> None:
        name = key.partition("/")[0]
        if permission not in self.rights.get(name, frozenset()):
            raise KeyRefused("PERMISSION_DENIED")
