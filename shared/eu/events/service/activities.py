"""List activities, of one account or of all of a partner's, page by page."""

import json
from dataclasses import dataclass, replace
from typing import Any

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Refusal
from shared.eu.events.model.activity_request import PAGE_SIZE_MAX, ListActivities
from shared.eu.events.model.ulid import ULID_FORM
from shared.eu.events.paths import ACTIVITIES, activity_path

READS_MAX = 50


@dataclass(frozen=True, slots=True)
class ActivityLists:
    """The activities that the sequencer has put into their order."""

    documents: Documents

    def found(self, correspondent: str, wanted: ListActivities) -> list[dict[str, Any]]:
        """Return the bodies of one page, in order; fewer only where there are no more.

        Raises Unavailable, also where what is wanted is too rare to be found at once.
        """
        bodies: list[dict[str, Any]] = []
        for _ in range(READS_MAX):
            seen = self._read(correspondent, wanted)
            all_bodies = [json.loads((each.data or {})["body"]) for each in seen]
            bodies += [body for body in all_bodies if wanted.wants(body)]
            if len(bodies) >= wanted.page_size or len(seen) < PAGE_SIZE_MAX:
                return bodies[: wanted.page_size]
            wanted = replace(wanted, page_token=(seen[-1].data or {})["event_id"])
        raise Refusal("unavailable")

    def one(self, account_id: str, event_id: str) -> dict[str, Any]:
        """Return an activity of an account.

        Raises Refusal `not_found`, Unavailable.
        """
        if not ULID_FORM.fullmatch(event_id):
            raise Refusal("not_found")
        (seen,) = self.documents.get([activity_path(event_id)])
        if seen.data is None or seen.data["account_id"] != account_id:
            raise Refusal("not_found")
        body: dict[str, Any] = json.loads(seen.data["body"])
        return body

    def _read(self, correspondent: str, wanted: ListActivities) -> list[Snapshot]:
        after, before = wanted.bounds
        where = [
            Condition("correspondent", "==", correspondent),
            Condition("event_id", ">", after),
            Condition("event_id", "<", before),
        ]
        if wanted.account_id is not None:
            where.append(Condition("account_id", "==", wanted.account_id))
        newest_first = wanted.newest_first
        return self.documents.query(
            ACTIVITIES, where, order_by="event_id", descending=newest_first, limit=PAGE_SIZE_MAX
        )
