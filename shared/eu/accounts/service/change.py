"""Everything one commit does to one account: entries, events and the account itself (D7, D9)."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.core.documents import Snapshot, Write
from shared.core.documents import replace as next_version
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_document, account_of
from shared.eu.events.model.record import Event, Happening, recorded
from shared.eu.events.paths import created as event_created
from shared.eu.ledger.model.chart import CLIENT_CASH_CODES
from shared.eu.ledger.model.entry import ChainHead, Draft, Entry, book_in, chain_of, head_after
from shared.eu.ledger.model.periods import into_open_period
from shared.eu.ledger.paths import created as entry_created


@dataclass(slots=True)
class AccountChange:
    """Collects what happens to an account, in order; `writes` is the account's part of a commit."""

    seen: Snapshot
    now: datetime
    account: Account = field(init=False)
    entries: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.seen.data is None:
            raise LookupError("account")
        self.account = account_of(self.seen.path, self.seen.data)

    def post(self, draft: Draft) -> None:
        """Chain an entry and apply its lines to the balances; what comes late, on an open day.

        Raises Overdrawn where the client would owe money, Unbalanced where it moves another one.
        """
        entry = book_in(into_open_period(draft, self.now), self.heads(), self.now)
        self.entries.append(entry)
        self.take(entry)

    def heads(self) -> dict[str, ChainHead]:
        """Return the end of the account's chain, by its name."""
        account = self.account
        head = ChainHead(account.chain_sequence, account.chain_hash)
        return {chain_of(account.account_id): head}

    def take(self, entry: Entry) -> None:
        """Apply an entry's lines for this account, and let its chain end with the entry.

        Raises Overdrawn.
        """
        account = self.account
        changes: Counter[str] = Counter()
        for line in entry.draft.lines:
            if line.client == account.account_id and line.code in CLIENT_CASH_CODES:
                changes[line.code.value] -= line.amount
        after = head_after(entry, chain_of(account.account_id))
        self.account = replace(
            account.credited(changes), chain_sequence=after.sequence, chain_hash=after.hash
        )

    def tell(self, happening: Happening) -> None:
        """Record an event under the account's next numbers."""
        account = self.account
        event, sequences = recorded(
            account.account_id, account.correspondent, account.sequences, happening
        )
        self.events.append(event)
        self.account = replace(account, sequences=sequences)

    def count_limits(self, change: int) -> None:
        """Count limit orders that open or end; their prices are on the position."""
        self.account = replace(self.account, open_limits=self.account.open_limits + change)

    def writes(self) -> list[Write]:
        """Return the account, its new entries and its new events as writes."""
        return [
            next_version(self.seen, account_document(self.account)),
            *(entry_created(entry) for entry in self.entries),
            *(event_created(event) for event in self.events),
        ]


def post_to_both(first: AccountChange, second: AccountChange, draft: Draft) -> None:
    """Chain an entry that moves two accounts into the chains of both; the first one writes it.

    Raises Overdrawn where a client would owe money.
    """
    heads = {**first.heads(), **second.heads()}
    entry = book_in(into_open_period(draft, first.now), heads, first.now)
    first.entries.append(entry)
    first.take(entry)
    second.take(entry)
