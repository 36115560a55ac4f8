"""Bring a stream's pages into their order: repeats are dropped, gaps are named (D11)."""

from shared.eu.relay.model.page import Page

# Early pages that are kept while their gap is read; what is beyond is read from the database.
EARLY_MAX = 64


class PageOrder:
    """What is known of the pages to come; `next_number` is the first that was not seen."""

    def __init__(self, next_number: int) -> None:
        self.next_number = next_number
        self._early: dict[int, Page] = {}

    def take(self, page: Page) -> list[Page]:
        """Return the pages that are now in order: none for a repeat or one that came early."""
        if page.number > self.next_number and len(self._early) < EARLY_MAX:
            self._early[page.number] = page
        if page.number != self.next_number:
            return []
        ready = [page]
        self.next_number += 1
        while (following := self._early.pop(self.next_number, None)) is not None:
            ready.append(following)
            self.next_number += 1
        self._forget_passed()
        return ready

    def _forget_passed(self) -> None:
        for number in [number for number in self._early if number < self.next_number]:
            del self._early[number]
