"""What an HTTP operation takes and returns; the framework stays in shared.gcp (D12).

An operation is a pure function of a `Request`; `shared.gcp.http` authenticates, authorizes, parses
and renders around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a partner's correspondent code, perhaps bound to one of its accounts."""

    correspondent: str
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was authenticated and authorized.

    `body` is parsed JSON with decimals as `Decimal`; `resource` is what authorization has read (the
    snapshot of the account in the path), so that no operation reads it twice.
    """

    principal: Principal
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    resource: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    body: Any
    status: int = 200


Operation = Callable[[Request], Answer]
