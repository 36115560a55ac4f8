"""The data that comes with a request: its sums and its size."""

from typing import Any

from google.cloud.kms_v1.types import ProtectionLevel

from emulators.kms.errors import invalid
from shared.gcp.crc32c import crc32c

DATA_BYTES_MAX = 64 * 1024
HSM_BYTES_MAX = 8 * 1024


def verified(part: bytes, checksum: int | None, field: str) -> bool:
    """Tell whether a CRC-32C sum came with a part of a request; it must be the right one.

    Raises KmsError.
    """
    if checksum is None:
        return False
    if checksum != crc32c(part):
        raise invalid(f"The checksum in field {field}_crc32c did not match the data in {field}.")
    return True


def aad_verified(request: Any) -> bool:
    """Do the same for the additional authenticated data."""
    return verified(
        request.additional_authenticated_data,
        request.additional_authenticated_data_crc32c,
        "additional_authenticated_data",
    )


def check_length(data: bytes) -> None:
    """Refuse too much data to code or to sign.

    Raises KmsError.
    """
    if len(data) > DATA_BYTES_MAX:
        raise invalid("The request's data may have 64 KiB.")


def check_plaintext(protection_level: Any, plaintext: bytes, aad: bytes) -> None:
    """Refuse more than a key of this protection level encrypts.

    Raises KmsError.
    """
    if protection_level == ProtectionLevel.HSM:
        if len(plaintext) + len(aad) > HSM_BYTES_MAX:
            raise invalid("With an HSM key, plaintext and AAD together may have 8 KiB.")
    elif max(len(plaintext), len(aad)) > DATA_BYTES_MAX:
        raise invalid("The plaintext and the AAD may have 64 KiB each.")
