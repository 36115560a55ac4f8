"""The purposes and algorithms that this emulator has; Cloud KMS has more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.cloud.kms_v1.types import CryptoKey, CryptoKeyVersion, ProtectionLevel

from emulators.kms import material
from emulators.kms.errors import invalid, unsupported

Purpose = CryptoKey.CryptoKeyPurpose
AlgorithmName = CryptoKeyVersion.CryptoKeyVersionAlgorithm


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What an algorithm is for, and how its keys are made."""

    purpose: Any
    generate: Callable[[], bytes]


ALGORITHMS: dict[Any, Algorithm] = {
    AlgorithmName.GOOGLE_SYMMETRIC_ENCRYPTION: Algorithm(
        Purpose.ENCRYPT_DECRYPT, material.new_secret
    ),
    AlgorithmName.HMAC_SHA256: Algorithm(Purpose.MAC, material.new_secret),
    AlgorithmName.EC_SIGN_P256_SHA256: Algorithm(Purpose.ASYMMETRIC_SIGN, material.new_p256),
    AlgorithmName.EC_SIGN_ED25519: Algorithm(Purpose.ASYMMETRIC_SIGN, material.new_ed25519),
}
PURPOSES = frozenset(algorithm.purpose for algorithm in ALGORITHMS.values())
PROTECTION_LEVELS = frozenset({ProtectionLevel.SOFTWARE, ProtectionLevel.HSM})


def complete_template(key: Any) -> None:
    """Fill in what a new key's version template may leave out, and check the rest.

    Raises KmsError.
    """
    template = key.version_template
    if not key.purpose:
        raise invalid("The request's crypto_key.purpose is required.")
    if key.purpose not in PURPOSES:
        raise unsupported(f"keys with the purpose {key.purpose.name}")
    if not template.algorithm and key.purpose == Purpose.ENCRYPT_DECRYPT:
        template.algorithm = AlgorithmName.GOOGLE_SYMMETRIC_ENCRYPTION
    if not template.protection_level:
        template.protection_level = ProtectionLevel.SOFTWARE
    if template.protection_level not in PROTECTION_LEVELS:
        raise unsupported(f"protection level {template.protection_level.name}")
    check_algorithm(key.purpose, template.algorithm)


def check_algorithm(purpose: Any, name: Any) -> None:
    """Refuse an algorithm that a purpose cannot have.

    Raises KmsError.
    """
    if not name:
        raise invalid("The request's version_template.algorithm is required.")
    if name not in ALGORITHMS:
        raise unsupported(f"algorithm {name.name}")
    if ALGORITHMS[name].purpose != purpose:
        raise invalid(f"The algorithm {name.name} is not for keys of the purpose {purpose.name}.")
