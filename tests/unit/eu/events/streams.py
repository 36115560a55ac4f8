"""Accounts that record events, and what came of them in the pages: for tests of the sequencer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.core.canonical import CHAIN_START
from shared.core.clock import rfc3339
from shared.core.documents import Write, create
from shared.core.ids import AccountId, CohortId, EventId
from shared.core.messages import Message
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_document, account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.events.model.record import Happening, Stream
from shared.eu.events.paths import ACTIVITIES, EVENTS, PAGES
from shared.eu.events.service.sequencer import Sequencer
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.messages import MemoryBroker, MemoryMessages

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
ALL = 10_000
SETS = (
    (Stream.TRADES,),
    (Stream.TRADES, Stream.ACTIVITIES),
    (Stream.FUNDING, Stream.ACTIVITIES),
    (Stream.ACCOUNT_STATUS,),
)


@dataclass
class Streams:
    """A ledger with accounts of partners; `told` is what was committed, by account and stream."""

    partners: dict[str, int]
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("streams"))
    told: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published: list[Message] = []
        self.messages = MemoryMessages(MemoryBroker(["eu/pages"]), "eu")
        self.messages.hooks.before_publish = lambda _, messages: self.published.extend(messages)
        self.owners: dict[AccountId, str] = {}
        for correspondent, count in self.partners.items():
            for number in range(count):
                account_id = AccountId(f"{correspondent.lower()}-{number}")
                self.owners[account_id] = correspondent
                self.documents.commit([self._account(account_id, correspondent)])

    def sequencer(self) -> Sequencer:
        return Sequencer(self.documents, self.messages, self.clock, self.entropy)

    def tell(self, account_id: AccountId, *streams: Stream) -> None:
        """Record one event of an account."""
        (seen,) = self.documents.get([account_path(account_id)])
        change = AccountChange(seen, self.clock.now())
        event_id = EventId(self.entropy.token_hex(16))
        bodies = {stream.value: self._body(account_id, event_id) for stream in streams}
        change.tell(Happening(event_id, "told", streams, self.clock.now(), bodies))
        self.documents.commit(change.writes())
        for stream in streams:
            self.told.setdefault((account_id, stream.value), []).append(event_id)

    def pages(self) -> list[dict[str, Any]]:
        return [dict(seen.data or {}) for seen in self.documents.query(PAGES, limit=ALL)]

    def inbox(self) -> int:
        return len(self.documents.query(EVENTS, limit=ALL))

    def activities(self) -> list[dict[str, Any]]:
        return [dict(seen.data or {}) for seen in self.documents.query(ACTIVITIES, limit=ALL)]

    def _body(self, account_id: AccountId, event_id: EventId) -> dict[str, Any]:
        at = rfc3339(self.clock.now())
        return {"account_id": account_id, "told": event_id, "at": at, "activity_type": "CSD"}

    def _account(self, account_id: AccountId, correspondent: str) -> Write:
        account = Account(
            account_id=account_id,
            account_number="1",
            correspondent=correspondent,
            cohort=CohortId("c" + "0" * 15),
            state=AccountState.ACTIVE,
            balances={},
            chain_sequence=0,
            chain_hash=CHAIN_START,
            sequences={},
            created_at=self.clock.now(),
        )
        return create(account_path(account_id), account_document(account))
