"""The one list of routes (D12): who serves a path, and what a caller must be allowed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.core.errors import Refusal

BODY_BYTES_MAX = 64 * 1024

Scope = Literal["open", "reference", "partner", "account", "bound"]


@dataclass(frozen=True, slots=True)
class Route:
    """One path and verb of an operation; an operation may have several.

    `scope` says who is admitted:

    - `open`: anybody, without credentials;
    - `reference`: every key. The answer is the same for all partners (assets, clock, calendar);
    - `partner`: keys of the whole partner; 403 `forbidden` for a key that is bound to one account;
    - `account`: the account in the path must be the partner's, and the one that the key is bound to
      if it is bound. 404 `not_found` otherwise, since that an account exists is a secret;
    - `bound`: keys that are bound to an account, which is the one that is meant. 403
      `key_not_bound` for a key of the whole partner.
    """

    operation: str
    method: str
    path: str
    function: str
    scope: Scope
    rate_class: str
    version: str
    body_bytes_max: int = BODY_BYTES_MAX

    def match(self, path: str) -> dict[str, str] | None:
        """Return the path's parameters, or None where the path is another one's."""
        own, given = self.path.split("/"), path.split("/")
        if len(own) != len(given):
            return None
        parameters = {}
        for expected, actual in zip(own, given, strict=True):
            if expected.startswith("{"):
                if not actual:
                    return None
                parameters[expected.strip("{}")] = actual
            elif expected != actual:
                return None
        return parameters


def load(file: Path) -> tuple[Route, ...]:
    """Read a route table."""
    return tuple(Route(**route) for route in json.loads(file.read_text())["routes"])


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, Mapping[str, str]]:
    """Return the route of a request and the path's parameters; fixed paths come before patterns.

    Raises Refusal: not_found, or method_not_allowed where only the verb is wrong.
    """
    matches = [(route, found) for route in routes if (found := route.match(path)) is not None]
    if not matches:
        raise Refusal("not_found")
    for route, parameters in sorted(matches, key=lambda match: len(match[1])):
        if route.method == method:
            return route, parameters
    raise Refusal("method_not_allowed")
