"""Every exception of the platform, in one tree.

TwoLedgerError
├── StoreError              the documents port could not do what was asked
│   ├── Conflict            a precondition did not hold: read again and decide again
│   ├── CommitUnknown       the answer was lost: the commit may have landed
│   └── Unavailable         nothing was done: the store or the broker is out of reach
├── KeyRefused              the key service would not use a key for this
├── Refusal                 a request that is answered with an error; carries a reason of
│                           shared.core.reasons, never a value of the request
├── Unacceptable            a message that is recorded and dropped (D2); carries a reason
└── InvalidTransition       a state machine was asked for a step its table does not have
"""


class TwoLedgerError(Exception):
    """Root of every exception raised by the platform's own code."""


class StoreError(TwoLedgerError):
    """Say that the documents or messages port did not answer with a plain success."""


class Conflict(StoreError):
    """Say that another writer was first; nothing of the commit was applied."""


class CommitUnknown(StoreError):
    """Say that the commit's answer was lost; read a deterministic id to learn its fate."""


class Unavailable(StoreError):
    """Say that the service behind a port did not answer; nothing was done."""


class KeyRefused(TwoLedgerError):
    """Say that the key service refused: wrong data, wrong caller, or a key out of use."""


class Refusal(TwoLedgerError):
    """Refuse a request for a stable reason.

    `field` names the offending field of the request, never its value.
    """

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class Unacceptable(TwoLedgerError):
    """Reject a border message for good: it will be no better when it is delivered again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidTransition(TwoLedgerError):
    """Refuse a step that a state machine's table does not list."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(f"{machine}: {event} in {state}")
