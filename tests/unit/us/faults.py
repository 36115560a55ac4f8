"""Where a process or a network may fail, as hooks of the twins and as a port."""

from collections.abc import Sequence

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Unavailable
from shared.core.messages import Message


def answer_lost(writes: Sequence[Write]) -> None:
    """Lose what the store answered, before or after it committed."""
    raise CommitUnknown


def out_of_reach(writes: Sequence[Write]) -> None:
    """Reach no store."""
    raise Unavailable


class NoBroker:
    """A broker that is out of reach: as if the process died after its commit."""

    def publish(self, topic: str, messages: Sequence[Message]) -> list[str]:
        raise Unavailable
