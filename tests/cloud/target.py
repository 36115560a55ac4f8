"""The deployed pair of projects that the system test talks to, as the environment names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMES = ("TWO_LEDGER_API_URL", "TWO_LEDGER_API_KEY", "TWO_LEDGER_API_SECRET")
NOT_TESTED = "NOTHING is tested in a cloud here: no "


class NoTarget(Exception):
    """Say which variables are missing."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the platform answers, and one partner's key pair."""

    api_url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)


def read(environment: Mapping[str, str]) -> Target:
    """Return what the environment names.

    Raises NoTarget.
    """
    missing = [name for name in NAMES if not environment.get(name)]
    if missing:
        raise NoTarget(NOT_TESTED + ", ".join(missing))
    url, key, secret = (environment[name] for name in NAMES)
    return Target(url.rstrip("/"), key, secret)
