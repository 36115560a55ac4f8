"""The EU's part of a reconciliation: its own aggregates, and its entries against all beside them.

Balances, chain heads, positions and the house's accounts are kept for speed; the entries are what
counts (D6).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.core.breaks import Break
from shared.core.documents import Condition, Documents
from shared.core.ids import AccountId, AssetId
from shared.core.money import CASH_SCALE, QTY_SCALE
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.aggregates import EuAggregates, aggregates_of, held_by
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import POSITIONS, position_of
from shared.eu.accounts.service.every_account import pages_of_accounts
from shared.eu.ledger.model.chain import intact_length, reaches
from shared.eu.ledger.model.chart import CLIENT_CASH_CODES, EUR, scale_of
from shared.eu.ledger.model.entry import ChainHead, Entry, chain_of
from shared.eu.ledger.model.house import HouseBalances
from shared.eu.ledger.model.totals import Totals
from shared.eu.ledger.service.book_reader import Book, read_book
from shared.eu.ledger.service.house_reader import HouseReader

POSITIONS_MAX = 50_000


@dataclass(frozen=True, slots=True)
class EuReconciler:
    """Reads all entries, accounts and positions once."""

    documents: Documents

    def aggregates(self) -> EuAggregates:
        """Add up the entries, and compare them with accounts and positions.

        Raises Unavailable.
        """
        book = read_book(self.documents)
        totals = Totals.of(book.entries)
        accounts = [account for page in pages_of_accounts(self.documents) for account in page]
        breaks = [
            *(Break("entry", entry_id, 1, 0) for entry_id in book.unreadable),
            *_account_breaks(accounts, totals, book),
            *self._position_breaks(accounts, totals),
            *_house_breaks(totals, HouseReader(self.documents).every()),
        ]
        cohorts = {account.account_id: str(account.cohort) for account in accounts}
        return aggregates_of(totals, cohorts, len(book.entries), tuple(breaks))

    def _position_breaks(self, accounts: Sequence[Account], totals: Totals) -> Iterator[Break]:
        booked = held_by(totals)
        for account in accounts:
            for position in self._positions(account.account_id):
                entries = booked.pop((account.account_id, position.asset_id), 0)
                if position.qty != entries:
                    yield _position_break(position, entries)
        for (client, asset), entries in booked.items():
            if entries:
                yield _position_break(Position(client, asset), entries)

    def _positions(self, account_id: AccountId) -> list[Position]:
        own = [Condition("account_id", "==", account_id)]
        found = self.documents.query(POSITIONS, own, limit=POSITIONS_MAX)
        documents = [seen.data or {} for seen in found]
        return [position_of(account_id, AssetId(data["asset_id"]), data) for data in documents]


def _house_breaks(totals: Totals, house: HouseBalances) -> Iterator[Break]:
    """What the projector keeps of the house's accounts is the sum of all entries (D9)."""
    booked = totals.of_house()
    for code, commodity in sorted(booked.keys() | house.amounts.keys()):
        entries, kept = booked[code, commodity], house.amounts[code, commodity]
        if entries != kept:
            yield Break("house", f"{code}:{commodity}", entries, kept, scale_of(commodity))


def _position_break(position: Position, booked: int) -> Break:
    key = f"{position.account_id}:{position.asset_id}"
    return Break("position", key, booked, position.qty, QTY_SCALE)


def _account_breaks(accounts: Sequence[Account], totals: Totals, book: Book) -> Iterator[Break]:
    missing = totals.clients() - {account.account_id for account in accounts}
    yield from (Break("account", client, 1, 0) for client in sorted(missing))
    by_chain = _entries_by_chain(book.entries)
    for account in accounts:
        yield from _balance_breaks(account, totals)
        yield from _chain_breaks(account, by_chain.get(chain_of(account.account_id), []))


def _balance_breaks(account: Account, totals: Totals) -> Iterator[Break]:
    for code in sorted(CLIENT_CASH_CODES):
        booked = -totals.amounts[code, account.account_id, EUR]
        kept = account.balance(code)
        if kept != booked:
            yield Break("balance", f"{account.account_id}:{code}", booked, kept, CASH_SCALE)


def _chain_breaks(account: Account, entries: Sequence[Entry]) -> Iterator[Break]:
    chain = chain_of(account.account_id)
    if not reaches(entries, chain, ChainHead(account.chain_sequence, account.chain_hash)):
        intact = intact_length(entries, chain)
        yield Break("chain", account.account_id, intact, account.chain_sequence)


def _entries_by_chain(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    by_chain: dict[str, list[Entry]] = {}
    for entry in entries:
        for link in entry.links:
            by_chain.setdefault(link.chain, []).append(entry)
    return by_chain
