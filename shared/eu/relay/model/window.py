"""What one connection wants of a stream: from where on, until where, of which account."""

from dataclasses import dataclass

from shared.eu.relay.model.entry import Entry
from shared.eu.relay.model.ulid import ulid_ms

# So long after its last possible moment an event may still be on its way to us.
GRACE_MS = 2_000


@dataclass(frozen=True, slots=True)
class Window:
    """The bounds of a connection.

    `after_id` is exclusive, `until_id` inclusive; `since_at` and `until_at` are inclusive instants
    as `shared.core.clock.rfc3339` writes them, `until_at_ms` is the latter once more. Where there
    is neither `after_id` nor `since_at`, nothing of the past is wanted.
    """

    after_id: str | None = None
    until_id: str | None = None
    since_at: str | None = None
    until_at: str | None = None
    until_at_ms: int | None = None
    account_id: str | None = None

    @property
    def wants_history(self) -> bool:
        return self.after_id is not None or self.since_at is not None

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

    def is_over(self, now_ms: int) -> bool:
        """Say whether everything that can belong to the window has been sequenced by now.

        Event ids are made in the order of time, and an event is sequenced soon after it happened.
        """
        if self.until_id is not None:
            return now_ms > ulid_ms(self.until_id) + GRACE_MS
        return self.until_at_ms is not None and now_ms > self.until_at_ms + GRACE_MS
