"""What `GET /v1/accounts` may ask for; a list shows no person unless `entities` names blocks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.core.clock import rfc3339
from shared.core.errors import Refusal
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.identity.model.views import ENTITIES

TOKENS_MAX = 10
QUERY_LENGTH_MAX = 256
# Words of the official client for states that no account of ours is ever in.
_OTHER_STATES = frozenset(
    {
        "AML_REVIEW", "DISABLED", "DISABLE_PENDING", "EDITED", "INACTIVE", "KYC_SUBMITTED",
        "LIMITED", "ONBOARDING", "PAPER_ONLY", "REAPPROVAL_PENDING", "RESUBMITTED", "SIGNED_UP",
        "SUBMISSION_FAILED",
    }
)  # fmt: skip
_KNOWN = frozenset(
    {"query", "created_after", "created_before", "status", "sort", "entities", "params"}
)
_ACCOUNT_NUMBER = re.compile(r"\d{9,12}")


@dataclass(frozen=True, slots=True)
class Search:
    """A search among a partner's accounts; bounds are inclusive RFC 3339 texts, empty for none.

    `states` is None for all. `tokens` may be personal: they are compared, never shown.
    """

    tokens: tuple[str, ...]
    created_after: str
    created_before: str
    states: frozenset[AccountState] | None
    ascending: bool
    entities: tuple[str, ...]

    def admits(self, account: Account) -> bool:
        """Tell whether an account lies within the bounds and states."""
        created_at = rfc3339(account.created_at)
        return (
            (self.states is None or account.state in self.states)
            and created_at >= self.created_after
            and (not self.created_before or created_at <= self.created_before)
        )


def read_search(query: Mapping[str, str]) -> Search:
    """Read the parameters of a list of accounts.

    Raises Refusal `invalid_parameter` with the parameter's name.
    """
    if not query.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    words = query.get("query", "")
    tokens = tuple(dict.fromkeys(words.split()))
    if len(words) > QUERY_LENGTH_MAX or len(tokens) > TOKENS_MAX:
        raise Refusal("invalid_parameter", "query")
    sort = query.get("sort", "desc").lower()
    if sort not in ("asc", "desc"):
        raise Refusal("invalid_parameter", "sort")
    return Search(
        tokens=tokens,
        created_after=_bound(query, "created_after"),
        created_before=_bound(query, "created_before"),
        states=_states(query),
        ascending=sort == "asc",
        entities=_entities(query),
    )


def is_account_number(token: str) -> bool:
    """Tell whether a token may be an account number."""
    return bool(_ACCOUNT_NUMBER.fullmatch(token))


def _bound(query: Mapping[str, str], name: str) -> str:
    if not query.get(name):
        return ""
    # A plus sign that a client forgot to encode has arrived as a space.
    written = query[name].strip().replace(" ", "+")
    try:
        instant = datetime.fromisoformat(written)
        return rfc3339(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise Refusal("invalid_parameter", name) from None


def _states(query: Mapping[str, str]) -> frozenset[AccountState] | None:
    words = frozenset(filter(None, query.get("status", "").split(",")))
    own = frozenset(AccountState)
    if not words <= own | _OTHER_STATES:
        raise Refusal("invalid_parameter", "status")
    return frozenset(AccountState(word) for word in words & own) if words else None


def _entities(query: Mapping[str, str]) -> tuple[str, ...]:
    words = tuple(filter(None, query.get("entities", "").split(",")))
    if not set(words) <= set(ENTITIES):
        raise Refusal("invalid_parameter", "entities")
    return words
