"""Call a function as its server does: WSGI, in a thread, inside its region."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from emulators.embedded.projects import Project, inside

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = Sequence[tuple[str, str]]
_UNPREFIXED = ("CONTENT_TYPE", "CONTENT_LENGTH")


class Called(NamedTuple):
    """A function's answer."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Mounted:
    """A function in its region."""

    app: App = field(repr=False)
    project: Project

    def call(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Called:
        """Return the function's answer, 500 where it failed; `target` is a path with its query."""
        answered: list[tuple[str, Headers]] = []

        def start_response(status: str, sent: Headers, _: Any = None) -> None:
            answered.append((status, sent))

        with inside(self.project):
            try:
                data = b"".join(self.app(_environ(method, target, headers, body), start_response))
            except Exception as error:  # the type alone is logged: texts of libraries quote values
                print(f"a function failed with {type(error).__name__}", file=sys.stderr)
                return Called(500, [("Content-Type", "application/json")], b"{}")
        status, sent = answered[-1]
        return Called(int(status.partition(" ")[0]), sent, data)


def _environ(method: str, target: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        variable = name.upper().replace("-", "_")
        environ[variable if variable in _UNPREFIXED else f"HTTP_{variable}"] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
