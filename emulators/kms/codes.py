"""The calls on keys of the purpose MAC."""

import hmac
from typing import Any

from google.cloud.kms_v1.types import MacSignResponse, MacVerifyResponse

from emulators.kms import material
from emulators.kms.algorithms import Purpose
from emulators.kms.key_versions import KeyVersions
from emulators.kms.payloads import check_length, verified
from shared.gcp.crc32c import crc32c


class Codes:
    """Makes and checks message authentication codes."""

    def __init__(self, versions: KeyVersions) -> None:
        self._versions = versions

    def sign(self, request: Any) -> Any:
        """Return the code of data."""
        data_verified = verified(request.data, request.data_crc32c, "data")
        version = self._versions.usable(request.name, Purpose.MAC)
        check_length(request.data)
        code = material.mac(version.secret, request.data)
        return MacSignResponse(
            name=version.message.name,
            mac=code,
            mac_crc32c=crc32c(code),
            verified_data_crc32c=data_verified,
            protection_level=version.message.protection_level,
        )

    def verify(self, request: Any) -> Any:
        """Tell whether a code is that of data."""
        data_verified = verified(request.data, request.data_crc32c, "data")
        mac_verified = verified(request.mac, request.mac_crc32c, "mac")
        version = self._versions.usable(request.name, Purpose.MAC)
        check_length(request.data)
        success = hmac.compare_digest(material.mac(version.secret, request.data), request.mac)
        return MacVerifyResponse(
            name=version.message.name,
            success=success,
            verified_data_crc32c=data_verified,
            verified_mac_crc32c=mac_verified,
            verified_success_integrity=success,
            protection_level=version.message.protection_level,
        )
