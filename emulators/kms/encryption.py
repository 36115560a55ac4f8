"""The calls on keys of the purpose ENCRYPT_DECRYPT."""

from typing import Any

from google.cloud.kms_v1.types import DecryptResponse, EncryptResponse

from emulators.kms import material
from emulators.kms.algorithms import Purpose
from emulators.kms.crypto_keys import CryptoKeys
from emulators.kms.errors import invalid, precondition
from emulators.kms.key_versions import KeyVersions
from emulators.kms.names import VERSION, number_of
from emulators.kms.payloads import aad_verified, check_plaintext, verified
from emulators.kms.records import VersionRecord
from emulators.kms.states import require_enabled, require_purpose
from shared.gcp.crc32c import crc32c


class Encryption:
    """Encrypts and decrypts."""

    def __init__(self, keys: CryptoKeys, versions: KeyVersions) -> None:
        self._keys = keys
        self._versions = versions

    def encrypt(self, request: Any) -> Any:
        """Encrypt with a key's primary version, or with the version that is named."""
        text, aad = request.plaintext, request.additional_authenticated_data
        text_verified = verified(text, request.plaintext_crc32c, "plaintext")
        with_verified_aad = aad_verified(request)
        version = self._version_to_encrypt(request.name)
        name, protection_level = version.message.name, version.message.protection_level
        check_plaintext(protection_level, text, aad)
        ciphertext = material.encrypt(version.secret, number_of(name), text, aad)
        return EncryptResponse(
            name=name,
            ciphertext=ciphertext,
            ciphertext_crc32c=crc32c(ciphertext),
            verified_plaintext_crc32c=text_verified,
            verified_additional_authenticated_data_crc32c=with_verified_aad,
            protection_level=protection_level,
        )

    def decrypt(self, request: Any) -> Any:
        """Decrypt with the version that encrypted; it need not be the primary any more."""
        ciphertext, aad = request.ciphertext, request.additional_authenticated_data
        verified(ciphertext, request.ciphertext_crc32c, "ciphertext")
        aad_verified(request)
        key = self._keys.find(request.name)
        require_purpose(key, key.name, Purpose.ENCRYPT_DECRYPT)
        number = material.version_that_encrypted(ciphertext)
        if number is None or number not in key.versions:
            raise invalid("Decryption failed: verify that 'name' refers to the correct CryptoKey.")
        version = key.versions[number]
        require_enabled(version.message)
        plaintext = material.decrypt(version.secret, ciphertext, aad)
        return DecryptResponse(
            plaintext=plaintext,
            plaintext_crc32c=crc32c(plaintext),
            used_primary=number == key.primary,
            protection_level=version.message.protection_level,
        )

    def _version_to_encrypt(self, name: str) -> VersionRecord:
        if VERSION.fullmatch(name):
            return self._versions.usable(name, Purpose.ENCRYPT_DECRYPT)
        key = self._keys.find(name)
        require_purpose(key, name, Purpose.ENCRYPT_DECRYPT)
        if key.primary is None:
            raise precondition(f"CryptoKey {name} has no primary version.")
        version = key.versions[key.primary]
        require_enabled(version.message)
        return version
