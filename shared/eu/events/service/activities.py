"""List activities, of one account or of all of a partner's, page by page."""

import json
from dataclasses import dataclass
from typing import Any

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Refusal
from shared.eu.events.model.activity_request import PAGE_SIZE_MAX, ListActivities
from shared.eu.events.model.ulid import ULID_FORM
from shared.eu.events.paths import ACTIVITIES, activity_path

READS_MAX = 50
_BEFORE_ALL, _AFTER_ALL = "", "Z"


@dataclass(frozen=True, slots=True)
class ActivityLists:
    """The activities that the sequencer has put into their order."""

    documents: Documents

    def found(self, correspondent: str, wanted: ListActivities) -> list[dict[str, Any]]:
        """Return the bodies of one page, in order; fewer only where there are no more.

        Raises Unavailable, also where what is wanted is too rare to be found at once.
        """
        bodies: list[dict[str, Any]] = []
        token = wanted.page_token or (_AFTER_ALL if wanted.newest_first else _BEFORE_ALL)
        for _ in range(READS_MAX):
            seen = self._read(correspondent, wanted, token)
            all_bodies = [json.loads((each.data or {})["body"]) for each in seen]
            bodies += [body for body in all_bodies if wanted.wants(body)]
            if len(bodies) >= wanted.page_size or len(seen) < PAGE_SIZE_MAX:
                return bodies[: wanted.page_size]
            token = (seen[-1].data or {})["event_id"]
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

    def _read(self, correspondent: str, wanted: ListActivities, token: str) -> list[Snapshot]:
        if wanted.account_id is None:
            return self._of_partner(correspondent, token, wanted.newest_first)
        return self._of_account(wanted.account_id, token, wanted.newest_first)

    def _of_partner(self, correspondent: str, token: str, newest_first: bool) -> list[Snapshot]:
        where = [Condition("correspondent", "==", correspondent), _beyond(token, newest_first)]
        return self.documents.query(
            ACTIVITIES, where, order_by="event_id", descending=newest_first, limit=PAGE_SIZE_MAX
        )

    def _of_account(self, account_id: str, token: str, newest_first: bool) -> list[Snapshot]:
        where = [Condition("account_id", "==", account_id), _beyond(token, newest_first)]
        return self.documents.query(
            ACTIVITIES, where, order_by="event_id", descending=newest_first, limit=PAGE_SIZE_MAX
        )


def _beyond(token: str, newest_first: bool) -> Condition:
    return Condition("event_id", "<" if newest_first else ">", token)
