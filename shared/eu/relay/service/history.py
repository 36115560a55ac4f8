"""Read the pages of a stream: its head, the place after an id, and the pages from a number on."""

from dataclasses import dataclass

from shared.core.clock import instant_of_ms, rfc3339
from shared.core.documents import Condition, Documents, Snapshot
from shared.eu.events.paths import EVENTS, PAGES, page_path
from shared.eu.relay.model.page import Page, TopicKey, page_of

PAGES_PER_READ = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a stream: the position of the next event, and the page that it lies in.

    `earliest_id` is set where events before it that were asked for are not kept any more.
    """

    position: int
    page: int
    earliest_id: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The pages of all streams. Every method blocks."""

    documents: Documents

    def head(self, key: TopicKey) -> Place:
        """Return the place after the last event that was sequenced.

        Raises Unavailable.
        """
        pages = self._last(key)
        if not pages:
            return Place(position=1, page=1)
        page = _page(pages[0])
        return Place(page.next_position, page.number + 1)

    def after(self, key: TopicKey, event_id: str) -> Place | None:
        """Return the place of the first event after an id; None where there is none yet.

        Raises Unavailable.
        """
        pages = self._first_after(key, event_id)
        if not pages:
            return None
        page = _page(pages[0])
        position = next(each.position for each in page.events if each.event_id > event_id)
        earliest_id = page.first_id if self._may_lack(page, event_id) else None
        return Place(position, page.number, earliest_id)

    def pages(self, key: TopicKey, number: int) -> list[Page]:
        """Return the next pages from a number on, a few; none where there is no such page yet.

        Raises Unavailable.
        """
        numbers = range(number, number + PAGES_PER_READ)
        found = self.documents.get([page_path(*key, each) for each in numbers])
        pages = []
        for snapshot in found:
            if snapshot.data is None:
                break
            pages.append(page_of(snapshot.data))
        return pages

    def has_waiting(self, key: TopicKey, until_ms: int) -> bool:
        """Say whether something of the partner that happened until then is in no page yet.

        Raises Unavailable.
        """
        where = [
            Condition("correspondent", "==", key.correspondent),
            Condition("at", "<=", rfc3339(instant_of_ms(until_ms))),
        ]
        return bool(self.documents.query(EVENTS, where, limit=1))

    def _last(self, key: TopicKey) -> list[Snapshot]:
        where = [
            Condition("correspondent", "==", key.correspondent),
            Condition("stream", "==", key.stream),
        ]
        return self.documents.query(PAGES, where, order_by="number", descending=True, limit=1)

    def _first_after(self, key: TopicKey, event_id: str) -> list[Snapshot]:
        where = [
            Condition("correspondent", "==", key.correspondent),
            Condition("stream", "==", key.stream),
            Condition("last_id", ">", event_id),
        ]
        return self.documents.query(PAGES, where, limit=1)

    def _may_lack(self, page: Page, event_id: str) -> bool:
        """Say whether the page before, which retention may have taken, could have held more."""
        if page.number == 1 or event_id >= page.first_id:
            return False
        (before,) = self.documents.get([page_path(*page.key, page.number - 1)])
        return not before.exists


def _page(snapshot: Snapshot) -> Page:
    assert snapshot.data is not None
    return page_of(snapshot.data)
