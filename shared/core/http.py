"""What an HTTP operation takes and returns; the framework stays in shared.gcp (D12).

An operation is a pure function of a `Request`; `shared.gcp.http` authenticates, authorizes, parses
and renders around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES_ALL = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a partner's correspondent code, perhaps bound to one of its accounts.

    `scopes` are what the credentials are good for: `read` for GET, `write` for every other verb.
    """

    correspondent: str
    account_id: str | None = None
    scopes: frozenset[str] = SCOPES_ALL


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was authenticated and authorized.

    `body` is parsed JSON with decimals as `Decimal`; `resource` is what authorization has read (the
    snapshot of the account in the path), so that no operation reads it twice. `idempotency_key` is
    the client's own word for what it wants done once; it is compared and never stored as it is.
    """

    principal: Principal
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    resource: Any = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A body that is handed out as it is, to be saved and not to be shown."""

    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, or a file."""

    body: Any
    status: int = 200


Operation = Callable[[Request], Answer]
