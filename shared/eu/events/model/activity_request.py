"""Which activities a partner wants listed: the query of `GET /v1/accounts/activities`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.core.clock import epoch_ms, instant_given, rfc3339
from shared.core.errors import Refusal
from shared.eu.events.model.ulid import ULID_FORM, first_ulid_at

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
# An activity may have happened by a clock that runs ahead of the sequencer's, and its page may be
# minted late: where the sequencer stood still for days.
_SKEW_MS = 10_000
_DAY_MS = 24 * 60 * 60 * 1000
_LATE_MS = 7 * _DAY_MS


@dataclass(frozen=True, slots=True)
class Period:
    """When what is wanted happened: instants as texts that sort, the second one excluded.

    `after_id` and `before_id` are ids beyond which no event of the period can be.
    """

    since: str = ""
    before: str = "9999"
    after_id: str = ""
    before_id: str = "Z"


@dataclass(frozen=True, slots=True)
class ListActivities:
    """A well-formed list request."""

    account_id: str | None
    types: frozenset[str]
    period: Period
    newest_first: bool
    page_size: int
    page_token: str | None

    def wants(self, body: Mapping[str, Any]) -> bool:
        """Say whether an activity belongs on the list."""
        in_time = self.period.since <= body["at"] < self.period.before
        return in_time and (not self.types or body["activity_type"] in self.types)

    @property
    def bounds(self) -> tuple[str, str]:
        """Return the ids between which the rest of the list is, both excluded."""
        after, before = self.period.after_id, self.period.before_id
        if self.page_token is None:
            return after, before
        if self.newest_first:
            return after, min(before, self.page_token)
        return max(after, self.page_token), before


def list_activities(query: Mapping[str, str]) -> ListActivities:
    """Read the query.

    Raises Refusal `invalid_parameter` with the name of the parameter.
    """
    if not query.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    direction = query.get("direction", "desc")
    if direction not in _DIRECTIONS:
        raise Refusal("invalid_parameter", "direction")
    token = query.get("page_token")
    if token is not None and not ULID_FORM.fullmatch(token):
        raise Refusal("invalid_parameter", "page_token")
    return ListActivities(
        account_id=query.get("account_id"),
        types=_types(query.get("activity_types", "")),
        period=_period(query),
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


def _period(query: Mapping[str, str]) -> Period:
    """Return the period that is asked for; `date` excludes the other two parameters."""
    if "date" in query:
        if "after" in query or "until" in query:
            raise Refusal("invalid_parameter", "date")
        return _day(_instant(query, "date"))
    after = _instant(query, "after") if "after" in query else None
    until = _instant(query, "until") if "until" in query else None
    period = Period()
    if after:
        # What happened at the very instant is not after it.
        period = replace(period, since=f"{rfc3339(after)}~", after_id=_after_id(after))
    if until:
        period = replace(period, before=rfc3339(until), before_id=_before_id(until))
    return period


def _day(instant: datetime) -> Period:
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight.date().isoformat()
    return Period(f"{day}T", f"{day}U", _after_id(midnight), _before_id(midnight, _DAY_MS))


def _after_id(instant: datetime) -> str:
    return first_ulid_at(epoch_ms(instant) - _SKEW_MS)


def _before_id(instant: datetime, more_ms: int = 0) -> str:
    return first_ulid_at(epoch_ms(instant) + more_ms + _LATE_MS)


def _instant(query: Mapping[str, str], name: str) -> datetime:
    try:
        return instant_given(query[name])
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
