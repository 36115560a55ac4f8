"""Which activities a partner wants listed: the query of `GET /v1/accounts/activities`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.core.clock import rfc3339
from shared.core.errors import Refusal
from shared.eu.events.model.ulid import ULID_FORM

PAGE_SIZE_MAX = 100
_DIRECTIONS = ("asc", "desc")
_TYPE_FORM = re.compile(r"[A-Z]{2,8}")
_TYPES_MAX = 50
_KNOWN = frozenset(
    {
        "account_id", "activity_types", "date", "after", "until", "direction", "page_size",
        "page_token",
    }
)  # fmt: skip
_EARLIEST, _LATEST = "", "9999"


@dataclass(frozen=True, slots=True)
class ListActivities:
    """A well-formed list request; `since` and `before` are instants as texts that sort."""

    account_id: str | None
    types: frozenset[str]
    since: str
    before: str
    newest_first: bool
    page_size: int
    page_token: str | None

    def wants(self, body: Mapping[str, Any]) -> bool:
        """Say whether an activity belongs on the list."""
        in_time = self.since <= body["at"] < self.before
        return in_time and (not self.types or body["activity_type"] in self.types)


def list_activities(query: Mapping[str, str]) -> ListActivities:
    """Read the query.

    Raises Refusal `invalid_parameter` with the name of the parameter.
    """
    if not query.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    since, before = _period(query)
    direction = query.get("direction", "desc")
    if direction not in _DIRECTIONS:
        raise Refusal("invalid_parameter", "direction")
    token = query.get("page_token")
    if token is not None and not ULID_FORM.fullmatch(token):
        raise Refusal("invalid_parameter", "page_token")
    return ListActivities(
        account_id=query.get("account_id"),
        types=_types(query.get("activity_types", "")),
        since=since,
        before=before,
        newest_first=direction == "desc",
        page_size=_page_size(query.get("page_size", str(PAGE_SIZE_MAX))),
        page_token=token,
    )


def _types(text: str) -> frozenset[str]:
    types = text.split(",") if text else []
    if len(types) > _TYPES_MAX or not all(map(_TYPE_FORM.fullmatch, types)):
        raise Refusal("invalid_parameter", "activity_types")
    return frozenset(types)


def _page_size(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= PAGE_SIZE_MAX:
        raise Refusal("invalid_parameter", "page_size")
    return int(text)


def _period(query: Mapping[str, str]) -> tuple[str, str]:
    """Return the instants from which on and before which; `date` excludes the other two."""
    if "date" in query:
        if "after" in query or "until" in query:
            raise Refusal("invalid_parameter", "date")
        day = _day(query["date"])
        return f"{day.isoformat()}T", f"{(day + timedelta(days=1)).isoformat()}T"
    since = f"{_instant(query['after'], 'after')}~" if "after" in query else _EARLIEST
    before = _instant(query["until"], "until") if "until" in query else _LATEST
    return since, before


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise Refusal("invalid_parameter", "date") from None


def _instant(text: str, name: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
    # A day, or a time without a zone, is one of UTC.
    return rfc3339(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
