"""What one connection wants of a stream: from where on, until where, of which account."""

from dataclasses import dataclass

from shared.eu.relay.model.entry import Entry
from shared.eu.relay.model.ulid import ulid_ms

# So long after it happened an event may not be recorded yet.
GRACE_MS = 2_000


@dataclass(frozen=True, slots=True)
class Window:
    """The bounds of a connection.

    `after_id` is exclusive, `until_id` inclusive; `since_at` and `until_at` are inclusive instants
    as `shared.core.clock.rfc3339` writes them, `until_at_ms` is the latter once more. Where there
    is no `after_id`, nothing of the past is wanted.
    """

    after_id: str | None = None
    until_id: str | None = None
    since_at: str | None = None
    until_at: str | None = None
    until_at_ms: int | None = None
    account_id: str | None = None

    @property
    def is_bounded(self) -> bool:
        return self.until_id is not None or self.until_at is not None

    def wants(self, entry: Entry) -> bool:
        """Say whether an event belongs to what was asked for."""
        if self.account_id is not None and entry.account_id != self.account_id:
            return False
        if self.since_at is not None and entry.at < self.since_at:
            return False
        return self.until_at is None or entry.at <= self.until_at

    def is_before(self, entry: Entry) -> bool:
        """Say whether the window has ended before this event."""
        return self.until_id is not None and entry.event_id > self.until_id

    def ends_with(self, entry: Entry) -> bool:
        """Say whether no event after this one can belong to the window."""
        return self.until_id is not None and entry.event_id >= self.until_id

    @property
    def closes_at_ms(self) -> int | None:
        """Return when everything that can belong to the window has been recorded; None for never.

        What is recorded waits for the sequencer, which makes event ids in the order of time.
        """
        until_ms = self.until_at_ms if self.until_id is None else ulid_ms(self.until_id)
        return None if until_ms is None else until_ms + GRACE_MS
