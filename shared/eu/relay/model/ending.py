"""Why a stream ends, and what its last words are."""

from enum import Enum


class Ending(Enum):
    """The value is the comment before the end; COMPLETE says nothing."""

    COMPLETE = ""
    TOO_SLOW = "you are reading too slowly, dropped {dropped} messages"
    REVOKED = "the credentials are no longer valid"
    GOING_AWAY = "the connection is renewed, please connect again"
    FAILED = "internal server error"

    def comment(self, dropped: int = 0) -> str:
        """Return the last words; `dropped` events were not sent any more."""
        return self.value.format(dropped=dropped)

    def is_clean(self, *, is_bounded: bool) -> bool:
        """Say whether the answer ends as a whole one.

        A client that asked up to a bound takes a whole answer for everything up to it.
        """
        if self is Ending.COMPLETE:
            return True
        return self in (Ending.REVOKED, Ending.GOING_AWAY) and not is_bounded
