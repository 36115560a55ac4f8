"""The end of a day: what fees were charged too much is given back, once for each account (P33)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from shared.core import ecb_rates
from shared.core.clock import Clock, Entropy, rfc3339
from shared.core.documents import Condition, Create, Documents, Snapshot, create
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.ids import SHARD_COUNT, AccountId, EntryId
from shared.core.retry import attempts
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.entry import Entry, clients_of
from shared.eu.ledger.model.periods import closed_through
from shared.eu.ledger.paths import ENTRIES, entry_of, entry_path, fee_day_of
from shared.eu.orders.model.rebate import Rebate, overcharged

REBATE_DAYS = "rebate_days"
DAYS_BACK = 7
PAGE_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class RebateDesk:
    """Gives back; it may run at any time and beside itself. Every method raises Unavailable."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def rebate_due(self) -> int:
        """Finish the closed days of the last week; return how many accounts got something."""
        last = closed_through(self.clock.now())
        days = [last - timedelta(days=back) for back in range(DAYS_BACK)]
        parts = [fee_day_of(day, shard) for day in days for shard in range(SHARD_COUNT)]
        done = self.documents.get([_done_path(part) for part in parts])
        return sum(
            self._rebate(day, part)
            for day, part, seen in zip(_each(days), parts, done, strict=True)
            if not seen.exists
        )

    def _rebate(self, day: date, part: str) -> int:
        """Give back what a shard of a day's accounts is owed, and note that it is done."""
        given = 0
        for account_id, entries in self._by_account(part).items():
            owed = overcharged(entry.draft.facts for entry in entries)
            rebate = Rebate(account_id, day, owed, ecb_rates.on(day).usd_per_eur)
            if rebate.euro_cents:
                given += self._give(rebate)
        with suppress(Conflict, CommitUnknown):  # somebody has noted it, or the next run will
            self.documents.commit([self._done(part)])
        return given

    def _by_account(self, part: str) -> dict[AccountId, list[Entry]]:
        found: dict[AccountId, list[Entry]] = defaultdict(list)
        after = ""
        while page := self._page(part, after):
            for entry in map(_entry, page):
                (account_id,) = clients_of(entry.draft.lines)
                found[account_id].append(entry)
            after = (page[-1].data or {})["place"]
        return found

    def _page(self, part: str, after: str) -> list[Snapshot]:
        charged = [Condition("fee_day", "==", part), Condition("place", ">", after)]
        return self.documents.query(ENTRIES, charged, order_by="place", limit=PAGE_ENTRIES)

    def _give(self, rebate: Rebate) -> bool:
        """Book a rebate once; tell whether this call did."""
        paths = [account_path(rebate.account_id), entry_path(rebate.entry_id)]
        for _ in attempts(self.clock, self.entropy):
            account_seen, booked = self.documents.get(paths)
            if booked.exists:
                return False
            now = self.clock.now()
            change = AccountChange(account_seen, now)
            change.post(rebate.draft(now))
            change.tell(rebate.happening(now))
            try:
                self.documents.commit(change.writes())
            except (Conflict, CommitUnknown):
                continue
            return True
        raise Unavailable

    def _done(self, part: str) -> Create:
        return create(_done_path(part), {"done_at": rfc3339(self.clock.now())})


def _each(days: Sequence[date]) -> Iterator[date]:
    return (day for day in days for _ in range(SHARD_COUNT))


def _entry(seen: Snapshot) -> Entry:
    return entry_of(EntryId(seen.path.partition("/")[2]), seen.data or {})


def _done_path(part: str) -> str:
    return f"{REBATE_DAYS}/{part}"
