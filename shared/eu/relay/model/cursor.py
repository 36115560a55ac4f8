"""Read where a stream shall begin and end, in all the forms that partners send (D11).

| form | lower, upper bound | meaning |
|---|---|---|
| time | `since`, `until` | a date (midnight UTC) or RFC 3339; by when it happened, inclusive |
| id | `since_id`, `until_id` | ULID, on v1 routes also its integer; exclusive, inclusive |
| ULID | `since_ulid`, `until_ulid` | the same, in the spelling of v1 |
| header | `Last-Event-ID` | ULID; the later one of it and the query's is taken |

An upper bound needs the lower one of its own form, and the forms exclude each other.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.core.clock import epoch_ms, instant_given, rfc3339
from shared.core.errors import Refusal
from shared.eu.events.model.ulid import first_ulid_at
from shared.eu.relay.model.ulid import ulid_of, ulid_of_integer
from shared.eu.relay.model.window import Window

LAST_EVENT_ID = "Last-Event-ID"
# An event may have happened by a clock that runs ahead of the sequencer's, by this much.
SKEW_MS = 10_000
_FORMS = (("since", "until"), ("since_id", "until_id"), ("since_ulid", "until_ulid"))
_KNOWN = frozenset({name for form in _FORMS for name in form} | {"id"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def window_of(
    query: Sequence[tuple[str, str]], last_event_id: str | None, *, integers: bool
) -> Window:
    """Read the query of a stream; `integers` says whether ids may be their 128-bit values.

    Raises Refusal `invalid_parameter` with the name of the parameter at fault.
    """
    given = dict(query)
    if len(given) != len(query) or not given.keys() <= _KNOWN:
        raise Refusal("invalid_parameter")
    _check_forms(given)
    last = _last(last_event_id)
    account_id = given.get("id")
    if "since" in given:
        return _by_time(given, last, account_id)
    asked = _id(given, "since_id", integers) or _id(given, "since_ulid", False)
    until = _id(given, "until_id", integers) or _id(given, "until_ulid", False)
    later = max((each for each in (asked, last) if each is not None), default=None)
    return Window(after_id=later, until_id=until, account_id=account_id)


def _check_forms(given: Mapping[str, str]) -> None:
    lowers = [lower for lower, _ in _FORMS if lower in given]
    if len(lowers) > 1:
        raise Refusal("invalid_parameter", lowers[1])
    for lower, upper in _FORMS:
        if upper in given and lower not in given:
            raise Refusal("invalid_parameter", upper)


def _last(text: str | None) -> str | None:
    if not text:
        return None
    ulid = ulid_of(text)
    if ulid is None:
        raise Refusal("invalid_parameter", LAST_EVENT_ID)
    return ulid


def _by_time(given: Mapping[str, str], last: str | None, account_id: str | None) -> Window:
    since = _instant(given, "since")
    until = _instant(given, "until") if "until" in given else None
    return Window(
        after_id=last or first_ulid_at(epoch_ms(since) - SKEW_MS),
        since_at=rfc3339(since),
        until_at=rfc3339(until) if until else None,
        until_at_ms=epoch_ms(until) if until else None,
        account_id=account_id,
    )


def _id(given: Mapping[str, str], name: str, integers: bool) -> str | None:
    if name not in given:
        return None
    text = given[name]
    ulid = ulid_of(text) or (ulid_of_integer(text) if integers else None)
    if ulid is None:
        raise Refusal("invalid_parameter", name)
    return ulid


def _instant(given: Mapping[str, str], name: str) -> datetime:
    text = given[name]
    if _DATE.fullmatch(text):
        text += "T00:00:00Z"
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise Refusal("invalid_parameter", name)
    seconds, fraction, zone = match.groups()
    try:
        return instant_given(f"{seconds}{(fraction or '.0')[:7]}{zone}")
    except ValueError:
        raise Refusal("invalid_parameter", name) from None
