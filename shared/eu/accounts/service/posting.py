"""Post by hand, or only see what it would do: corrections and reversals of an operator.

What orders and transfers book comes with their own documents and never through here: an entry that
holds money or moves securities is refused, for the order or the position would say otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import Clock
from shared.core.documents import Documents, Snapshot, Write
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import AccountId, EntryId, shard_of
from shared.eu.accounts.model.account import Account, Overdrawn
from shared.eu.accounts.model.correction import Correction
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange, post_to_both
from shared.eu.ledger.model.chart import Code
from shared.eu.ledger.model.entry import Draft, Entry, clients_of
from shared.eu.ledger.model.periods import is_open
from shared.eu.ledger.model.reversal import is_reversal, reversal_of
from shared.eu.ledger.paths import entry_of, entry_path, firm_chain_path
from shared.eu.ledger.service.firm_book import FirmBook, firm_entry

ATTEMPTS_MAX = 8
CLIENTS_MAX = 2
# Nothing but an account's own document says what these hold.
_FREE_CODES = frozenset({Code.CASH, Code.UNSETTLED})


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry, booked or as it would be, and the accounts that it moves as they are after it."""

    entry: Entry
    accounts: Mapping[AccountId, Account]


@dataclass(frozen=True, slots=True)
class PostingDesk:
    """Books drafts that move accounts of the house and the cash of two clients at most."""

    documents: Documents
    clock: Clock

    def post(self, draft: Draft, *, dry_run: bool = False) -> Posted:
        """Book a draft, once; a dry run goes the same way and commits nothing, so it takes any.

        Raises Refusal: period_closed; posting_not_free for holds, securities and three clients;
        insufficient_buying_power; not_found without an account; contention. Raises Unavailable.
        """
        if not is_open(draft.effective_date, self.clock.now()):
            raise Refusal("period_closed")
        if not (dry_run or _is_free(draft)):
            raise Refusal("posting_not_free")
        for _ in range(ATTEMPTS_MAX):
            known = self._known(draft.entry_id)
            if known is not None:
                return Posted(known, {})
            try:
                return self._posted(draft, dry_run)
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")

    def reverse(self, entry_id: EntryId, *, dry_run: bool = False) -> Posted:
        """Book the mirror of an entry, once.

        Raises Refusal as `post` does; not_found; posting_not_free also for a reversal.
        """
        entry = self._known(entry_id)
        if entry is None:
            raise Refusal("not_found")
        if is_reversal(entry):
            raise Refusal("posting_not_free")
        return self.post(reversal_of(entry, self.clock.now()), dry_run=dry_run)

    def _known(self, entry_id: EntryId) -> Entry | None:
        (seen,) = self.documents.get([entry_path(entry_id)])
        return None if seen.data is None else entry_of(entry_id, seen.data)

    def _posted(self, draft: Draft, dry_run: bool) -> Posted:
        now = self.clock.now()
        clients = clients_of(draft.lines)
        if not clients:
            return self._posted_in_firm(draft, now, dry_run)
        changes = [AccountChange(seen, now) for seen in self._accounts(clients)]
        _post(changes, draft)
        if not dry_run:
            writes: list[Write] = [write for change in changes for write in change.writes()]
            self.documents.commit(writes)
        accounts = {change.account.account_id: change.account for change in changes}
        return Posted(changes[0].entries[0], accounts)

    def _posted_in_firm(self, draft: Draft, now: datetime, dry_run: bool) -> Posted:
        if not dry_run:
            return Posted(FirmBook(self.documents).post(draft, now), {})
        (seen,) = self.documents.get([firm_chain_path(shard_of(draft.entry_id))])
        return Posted(firm_entry(draft, seen, now), {})

    def _accounts(self, clients: Sequence[AccountId]) -> list[Snapshot]:
        found = self.documents.get([account_path(client) for client in clients])
        if not all(seen.exists for seen in found):
            raise Refusal("not_found")
        return found


def _is_free(draft: Draft) -> bool:
    """Tell whether nothing but the accounts says what an entry moves, and two of them at most."""
    codes = {line.code for line in draft.lines if line.client is not None}
    return codes <= _FREE_CODES and len(clients_of(draft.lines)) <= CLIENTS_MAX


def _post(changes: Sequence[AccountChange], draft: Draft) -> None:
    before = [change.account.cash for change in changes]
    try:
        if len(changes) == 1:
            changes[0].post(draft)
        else:
            post_to_both(changes[0], changes[1], draft)
    except Overdrawn:
        raise Refusal("insufficient_buying_power") from None
    for change, cash in zip(changes, before, strict=True):
        net_cents = change.account.cash - cash
        if net_cents:
            correction = Correction(draft.entry_id, change.account.account_id, net_cents)
            change.tell(correction.happening(change.now))
