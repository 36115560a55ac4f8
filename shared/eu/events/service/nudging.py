"""Nudge the sequencer: a commit that records events says so, and they need not wait for a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.documents import Create, Documents, Write
from shared.core.messages import Hints
from shared.eu.events.paths import EVENTS

RECORDS_TOPIC = "records"


@dataclass(frozen=True, slots=True)
class Nudges:
    """Hints that there are new records; a hint that is lost costs the interval of the sweeps."""

    hints: Hints

    def after(self, writes: Sequence[Write]) -> None:
        """Hint once where a commit that landed recorded events."""
        if any(isinstance(w, Create) and w.path.startswith(f"{EVENTS}/") for w in writes):
            self.hints.hint(RECORDS_TOPIC)


class NudgingDocuments:
    """A database whose commits nudge. Of a commit without an answer nothing is said."""

    def __init__(self, documents: Documents, nudges: Nudges) -> None:
        self.get, self.query = documents.get, documents.query
        self._documents, self._nudges = documents, nudges

    def commit(self, writes: Sequence[Write]) -> None:
        """Commit as the database does, then nudge."""
        self._documents.commit(writes)
        self._nudges.after(writes)
