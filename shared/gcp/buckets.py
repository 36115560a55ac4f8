"""Cloud Storage as the object store. Only bundles that require google-cloud-storage may import it.

Every call is one attempt with a deadline; checksums go with what is sent and are checked on what
comes back. The library also asks, beside each first call, what bucket it is: for traces that nobody
takes here, with a right that no function has. `DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA`
stops that; Terraform sets it.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any

from google.api_core.exceptions import GoogleAPIError, NotFound
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.cloud.storage import Client
from google.cloud.storage.exceptions import DataCorruption
from requests.exceptions import RequestException

from shared.core.errors import Unavailable
from shared.core.objects import check_name

TIMEOUT_MS_DEFAULT = 10_000
CONTENT_TYPE = "application/octet-stream"

FAULTS = (DataCorruption, GoogleAPIError, GoogleAuthError, RequestException)


class Absent(Unavailable):
    """Say that there is no such object, or no such bucket; nothing was done."""


class BucketObjects:
    """Objects in one bucket; an emulator is named by its URL. Safe to share by threads.

    `name` is the bucket's; one that is not there looks empty, and takes nothing.
    """

    def __init__(
        self,
        project: str,
        bucket: str,
        emulator_url: str | None,
        timeout_ms: int = TIMEOUT_MS_DEFAULT,
    ) -> None:
        self._project = project
        self.name = bucket
        self._emulator_url = emulator_url
        self._once = {"retry": None, "timeout": timeout_ms / 1000}
        self._client: Any = None
        self._lock = Lock()

    def put(self, name: str, data: bytes) -> None:
        """Write an object whole, whatever is there.

        Raises Unavailable; the object may then be there or not.
        """
        check_name(name)
        _answer_of(
            lambda: self._blob(name).upload_from_string(
                data, CONTENT_TYPE, checksum="crc32c", **self._once
            )
        )

    def get(self, name: str) -> bytes | None:
        """Return an object, None where there is none.

        Raises Unavailable.
        """
        check_name(name)
        with suppress(Absent):
            found: bytes = _answer_of(
                lambda: self._blob(name).download_as_bytes(checksum="crc32c", **self._once)
            )
            return found
        return None

    def delete(self, name: str) -> None:
        """Remove an object; it is no error that there is none.

        Raises Unavailable.
        """
        check_name(name)
        with suppress(Absent):
            _answer_of(lambda: self._blob(name).delete(**self._once))

    def close(self) -> None:
        """Give connections back; the next call makes new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _blob(self, name: str) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._opened()
            return self._client.bucket(self.name).blob(name)

    def _opened(self) -> Any:
        if self._emulator_url is None:
            return Client(project=self._project)
        return Client(
            project=self._project,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
            client_options={"api_endpoint": self._emulator_url},
        )


def _answer_of(call: Callable[[], Any]) -> Any:
    """Return a call's answer.

    The library's exceptions end here: their texts name the bucket and quote the service.
    Raises Unavailable.
    """
    try:
        return call()
    except NotFound:
        raise Absent(NotFound.__name__) from None
    except FAULTS as error:
        raise Unavailable(type(error).__name__) from None
