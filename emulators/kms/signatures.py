"""The calls on keys of the purpose ASYMMETRIC_SIGN."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from google.cloud.kms_v1.types import AsymmetricSignResponse, ChecksummedData, PublicKey

from emulators.kms import material
from emulators.kms.algorithms import AlgorithmName, Purpose
from emulators.kms.errors import invalid
from emulators.kms.key_versions import KeyVersions
from emulators.kms.payloads import check_length, verified
from emulators.kms.records import VersionRecord
from shared.gcp.crc32c import crc32c

DIGEST_BYTES = sha256().digest_size
Format = PublicKey.PublicKeyFormat
ENCODINGS = {
    Format.PUBLIC_KEY_FORMAT_UNSPECIFIED: Encoding.PEM,
    Format.PEM: Encoding.PEM,
    Format.DER: Encoding.DER,
}


class Signatures:
    """Signs, and shows the public keys that verify."""

    def __init__(self, versions: KeyVersions) -> None:
        self._versions = versions

    def sign(self, request: Any) -> Any:
        """Sign a SHA-256 digest with ECDSA, or data with EdDSA."""
        digest_verified = verified(request.digest.sha256, request.digest_crc32c, "digest")
        data_verified = verified(request.data, request.data_crc32c, "data")
        version = self._versions.usable(request.name, Purpose.ASYMMETRIC_SIGN)
        signature = _sign(version, request)
        return AsymmetricSignResponse(
            name=version.message.name,
            signature=signature,
            signature_crc32c=crc32c(signature),
            verified_digest_crc32c=digest_verified,
            verified_data_crc32c=data_verified,
            protection_level=version.message.protection_level,
        )

    def public_key(self, request: Any) -> Any:
        """Return the public key of a version: as `pem`, or in the format that is asked for."""
        version = self._versions.usable(request.name, Purpose.ASYMMETRIC_SIGN)
        asked = request.public_key_format
        if asked not in ENCODINGS:
            raise invalid(f"The key has no public key in the format {asked.name}.")
        public = material.public_key(version.secret, ENCODINGS[asked])
        shown = PublicKey(
            name=version.message.name,
            algorithm=version.message.algorithm,
            protection_level=version.message.protection_level,
            public_key_format=asked or Format.PEM,
        )
        if asked:
            shown.public_key = ChecksummedData(data=public, crc32c_checksum=crc32c(public))
        else:
            shown.pem, shown.pem_crc32c = public.decode(), crc32c(public)
        return shown


def _sign(version: VersionRecord, request: Any) -> bytes:
    by_digest = "digest" in request
    if by_digest == bool(request.data):
        raise invalid("The request must have either a digest or data.")
    check_length(request.data)
    if version.message.algorithm == AlgorithmName.EC_SIGN_ED25519:
        if by_digest:
            raise invalid("The algorithm EC_SIGN_ED25519 signs data, not a digest.")
        return material.sign_ed25519(version.secret, request.data)
    digest = request.digest.sha256 if by_digest else sha256(request.data).digest()
    if len(digest) != DIGEST_BYTES:
        raise invalid("The request's digest must be of SHA-256.")
    return material.sign_p256(version.secret, digest)
