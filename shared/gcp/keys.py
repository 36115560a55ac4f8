"""Cloud KMS as the key port. Only bundles that require google-cloud-kms may import this module.

Checksums go with what is sent and are checked on what comes back, as Google asks of its users.
"""

from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Any

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.auth.exceptions import GoogleAuthError
from google.cloud.kms_v1 import KeyManagementServiceClient
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceGrpcTransport,
)
from google.cloud.kms_v1.types import ProtectionLevel

from shared.core.errors import KeyRefused, Unavailable
from shared.gcp.crc32c import crc32c
from shared.gcp.service_accounts import email_of
from shared.gcp.settings import MissingSetting, Settings

TIMEOUT_MS_DEFAULT = 5_000
# An emulator may be restarted: look for it often, not after gRPC's growing pauses.
EMULATOR_CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
)

# The service looked at the call and refused it; everything else may pass.
REFUSALS = frozenset(
    {
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.OUT_OF_RANGE,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)


class KmsKeys:
    """One key ring. A key for `mac` and `sign` is `name`, its version 1, or `name/2`.

    Every method raises KeyRefused, or Unavailable where the service gave no sound answer; every
    call is one attempt with a deadline. Safe to share by threads.

    In the cloud a call is made by the service account that the function runs as. An emulator is
    told its name, `caller`: locally one process serves functions with different rights.
    """

    def __init__(
        self,
        project: str,
        location: str,
        key_ring: str,
        emulator_host: str | None,
        timeout_ms: int = TIMEOUT_MS_DEFAULT,
        caller: str | None = None,
    ) -> None:
        self._location = f"projects/{project}/locations/{location}"
        self._keys = f"{self._location}/keyRings/{key_ring}/cryptoKeys"
        self._emulator_host = emulator_host
        self._timeout_s = timeout_ms / 1000
        self._headers = _headers(caller, project) if emulator_host is not None else ()
        self._client: Any = None
        self._lock = Lock()

    @classmethod
    def of(cls, settings: Settings, caller: str) -> "KmsKeys":
        """Return the keys of the settings' key ring, used as a service account (`fn-identity`).

        Raises MissingSetting.
        """
        if settings.kms_location is None or settings.kms_key_ring is None:
            raise MissingSetting("KMS_KEY_RING" if settings.kms_location else "KMS_LOCATION")
        return cls(
            settings.project,
            settings.kms_location,
            settings.kms_key_ring,
            settings.kms_host,
            caller=caller,
        )

    def encrypt(self, key: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt under the key's primary version, bound to `aad`."""
        answer = self._ask(
            "encrypt",
            {
                "name": f"{self._keys}/{key}",
                "plaintext": plaintext,
                "plaintext_crc32c": crc32c(plaintext),
                "additional_authenticated_data": aad,
                "additional_authenticated_data_crc32c": crc32c(aad),
            },
        )
        _require(
            answer.verified_plaintext_crc32c
            and answer.verified_additional_authenticated_data_crc32c
        )
        return _whole(answer.ciphertext, answer.ciphertext_crc32c)

    def decrypt(self, key: str, ciphertext: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` returned."""
        answer = self._ask(
            "decrypt",
            {
                "name": f"{self._keys}/{key}",
                "ciphertext": ciphertext,
                "ciphertext_crc32c": crc32c(ciphertext),
                "additional_authenticated_data": aad,
                "additional_authenticated_data_crc32c": crc32c(aad),
            },
        )
        return _whole(answer.plaintext, answer.plaintext_crc32c)

    def mac(self, key: str, data: bytes) -> bytes:
        """Return the keyed HMAC-SHA-256 of `data`."""
        answer = self._ask(
            "mac_sign",
            {"name": self._version(key), "data": data, "data_crc32c": crc32c(data)},
        )
        _require(answer.verified_data_crc32c and answer.name == self._version(key))
        return _whole(answer.mac, answer.mac_crc32c)

    def sign(self, key: str, data: bytes) -> bytes:
        """Sign `data` with an asymmetric key (ECDSA P-256 over SHA-256, DER)."""
        digest = sha256(data).digest()
        answer = self._ask(
            "asymmetric_sign",
            {
                "name": self._version(key),
                "digest": {"sha256": digest},
                "digest_crc32c": crc32c(digest),
            },
        )
        _require(answer.verified_digest_crc32c and answer.name == self._version(key))
        return _whole(answer.signature, answer.signature_crc32c)

    def public_key(self, key: str) -> bytes:
        """Return the PEM public key that verifies what `sign` returns."""
        answer = self._ask("get_public_key", {"name": self._version(key)})
        _require(answer.name == self._version(key))
        return _whole(answer.pem.encode(), answer.pem_crc32c)

    def random_bytes(self, count: int) -> bytes:
        """Return 8 to 1024 bytes of the hardware's randomness."""
        answer = self._ask(
            "generate_random_bytes",
            {
                "location": self._location,
                "length_bytes": count,
                "protection_level": ProtectionLevel.HSM,
            },
        )
        _require(len(answer.data) == count)
        return _whole(answer.data, answer.data_crc32c)

    def _version(self, key: str) -> str:
        name, _, version = key.partition("/")
        return f"{self._keys}/{name}/cryptoKeyVersions/{version or 1}"

    def _ask(self, method: str, request: dict[str, Any]) -> Any:
        call = getattr(self._opened(), method)
        answer = _answer_of(
            lambda: call(
                request=request, retry=None, timeout=self._timeout_s, metadata=self._headers
            )
        )
        if not isinstance(answer, grpc.StatusCode):
            return answer
        if answer in REFUSALS:
            raise KeyRefused(answer.name)
        raise Unavailable(answer.name)

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._open()
            return self._client

    def _open(self) -> Any:
        if self._emulator_host is not None:
            # The client's own endpoint option would insist on TLS.
            channel = grpc.insecure_channel(self._emulator_host, options=EMULATOR_CHANNEL_OPTIONS)
            transport = KeyManagementServiceGrpcTransport(channel=channel)
            return KeyManagementServiceClient(transport=transport)
        try:
            return KeyManagementServiceClient()
        except GoogleAuthError as error:
            raise Unavailable(type(error).__name__) from None


def _headers(caller: str | None, project: str) -> tuple[tuple[str, str], ...]:
    if caller is None:
        return ()
    return (("authorization", f"Bearer {email_of(caller, project)}"),)


def _answer_of(call: Callable[[], Any]) -> Any:
    """Return a call's answer or its status code; the texts of its errors may quote a request."""
    try:
        return call()
    except GoogleAPICallError as error:
        return error.grpc_status_code or grpc.StatusCode.UNKNOWN


def _whole(data: bytes, checksum: int) -> bytes:
    _require(crc32c(data) == checksum)
    return data


def _require(sound: bool) -> None:
    if not sound:
        raise Unavailable("the answer is damaged")
