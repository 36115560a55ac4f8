"""The call for random bytes, which needs no key."""

from os import urandom
from typing import Any

from google.cloud.kms_v1.types import GenerateRandomBytesResponse, ProtectionLevel

from emulators.kms.errors import invalid
from emulators.kms.names import LOCATION, require
from shared.gcp.crc32c import crc32c

BYTES_MIN = 8
BYTES_MAX = 1024


def generate_random_bytes(request: Any) -> Any:
    """Return random bytes of a location."""
    require(LOCATION, request.location, "location")
    if request.protection_level != ProtectionLevel.HSM:
        raise invalid("The request's protection_level must be HSM.")
    if not BYTES_MIN <= request.length_bytes <= BYTES_MAX:
        raise invalid(f"The request's length_bytes must be from {BYTES_MIN} to {BYTES_MAX}.")
    data = urandom(request.length_bytes)
    return GenerateRandomBytesResponse(data=data, data_crc32c=crc32c(data))
