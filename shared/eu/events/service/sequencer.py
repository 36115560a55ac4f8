"""The sequencer: what partners' accounts have recorded becomes the pages of their streams (D11).

Neither an id nor a time taken inside a commit is commit order; the order of a stream is made here,
once, by the page that must not exist yet. Any number of sequencers may run: one wins each page.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.documents import Condition, Delete, Documents, Snapshot, Write
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.messages import NEWS, Messages
from shared.eu.events.model.page import Page, Tail, Waiting, page_after
from shared.eu.events.model.record import Stream
from shared.eu.events.model.ulid import RANDOM_BYTES
from shared.eu.events.paths import (
    EVENTS,
    PAGES,
    activity_created,
    page_created,
    tail_of,
    waiting_of,
)

PAGES_TOPIC = "pages"
# A commit has at most 500 writes; each record is a deletion and perhaps an activity.
RECORDS_PER_COMMIT_MAX = 100
READS_PER_SWEEP_MAX = 200


@dataclass(slots=True)
class Sequencer:
    """Pages records, and tells that there are new pages.

    The message is empty: what happened to whom stays in the database. `tails` remembers where
    streams end; what is out of date costs a conflict.
    """

    documents: Documents
    messages: Messages
    clock: Clock
    entropy: Entropy
    tails: dict[tuple[str, str], Tail] = field(default_factory=dict)

    def sweep(self) -> int:
        """Page every record there is, of all partners in turn, and return how many there were.

        A partner whose records cannot be paged is passed over, for its order must stay as it is.

        Raises the first such error, after every partner had its turn; Unavailable.
        """
        count, place, stuck = 0, "", dict[str, Exception]()
        for _ in range(READS_PER_SWEEP_MAX):
            found = self._after(place)
            paged = self._page_each(found, stuck)
            count += sum(paged)
            if all(paged):  # who lost a race reads again
                if len(found) < RECORDS_PER_COMMIT_MAX:
                    break
                place = (found[-1].data or {})["place"]
        if stuck:
            raise next(iter(stuck.values()))
        return count

    def _after(self, place: str) -> list[Snapshot]:
        """Return records by account and number: what a limit cuts off comes after what is taken."""
        where = [Condition("place", ">", place)]
        return self.documents.query(EVENTS, where, order_by="place", limit=RECORDS_PER_COMMIT_MAX)

    def _page_each(self, found: list[Snapshot], stuck: dict[str, Exception]) -> list[int]:
        """Page the records of each partner; return how many, without those that are stuck."""
        paged = []
        for correspondent, records in _by_partner(found).items():
            if correspondent in stuck:
                continue
            try:
                paged.append(self._page(correspondent, [waiting_of(each) for each in records]))
            except Exception as error:
                self._forget(correspondent)
                stuck[correspondent] = error
        return paged

    def _page(self, correspondent: str, records: list[Waiting]) -> int:
        """Page a partner's records, in one commit; return how many, 0 for a lost race."""
        pages = self._pages(correspondent, records)
        try:
            self.documents.commit(_writes(pages, records))
        except (Conflict, CommitUnknown):
            self._forget(correspondent)
            return 0
        for page in pages:
            self.tails[correspondent, page.stream] = page.tail
        with suppress(Unavailable):
            self.messages.publish(PAGES_TOPIC, [NEWS])
        return len(records)

    def _pages(self, correspondent: str, records: list[Waiting]) -> list[Page]:
        at_ms = epoch_ms(self.clock.now())
        pages = []
        for stream in Stream:
            on_it = [record for record in records if stream.value in record.sequences]
            if on_it:
                tail = self._tail(correspondent, stream.value)
                randomness = [self.entropy.token_hex(RANDOM_BYTES) for _ in on_it]
                pages.append(
                    page_after(tail, correspondent, stream.value, on_it, at_ms, randomness)
                )
        return pages

    def _tail(self, correspondent: str, stream: str) -> Tail:
        return self.tails.get((correspondent, stream)) or self._last_page(correspondent, stream)

    def _last_page(self, correspondent: str, stream: str) -> Tail:
        where = [Condition("correspondent", "==", correspondent), Condition("stream", "==", stream)]
        last = self.documents.query(PAGES, where, order_by="number", descending=True, limit=1)
        return tail_of(last[0].data or {}) if last else Tail()

    def _forget(self, correspondent: str) -> None:
        for stream in Stream:
            self.tails.pop((correspondent, stream.value), None)


def _by_partner(found: Iterable[Snapshot]) -> dict[str, list[Snapshot]]:
    partners: dict[str, list[Snapshot]] = {}
    for seen in found:
        partners.setdefault(str((seen.data or {}).get("correspondent")), []).append(seen)
    return partners


def _writes(pages: list[Page], records: list[Waiting]) -> list[Write]:
    return [
        *(page_created(page) for page in pages),
        *(
            activity_created(page.correspondent, event)
            for page in pages
            if page.stream == Stream.ACTIVITIES
            for event in page.events
        ),
        *(Delete(record.path, record.token) for record in records),
    ]
