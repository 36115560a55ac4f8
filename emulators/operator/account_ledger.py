"""One client account as the book of record has it: balances, entries, its chain checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.clock import rfc3339
from shared.core.documents import Documents
from shared.core.ids import AccountId
from shared.core.listings import by_id
from shared.core.money import CASH_SCALE, QTY_SCALE, short_text, text
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.ledger.model.chain import intact_length, reaches
from shared.eu.ledger.model.chart import CLIENT_CODES, EUR, scale_of
from shared.eu.ledger.model.entry import ChainHead, Entry, chain_of
from shared.eu.ledger.model.totals import Totals
from shared.eu.ledger.service.book_reader import read_chain


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """`intact` is the number of entries from the first one on that nobody has changed."""

    account: Account
    entries: tuple[Entry, ...]
    intact: int
    is_whole: bool

    def balances(self) -> Mapping[tuple[str, str], str]:
        """Return what the entries sum to by code and commodity, credit positive, as decimals."""
        totals = Totals.of(self.entries)
        return {
            (code.value, symbol_of(commodity)): short_text(-amount, scale_of(commodity))
            if commodity != EUR
            else text(-amount, CASH_SCALE)
            for (code, client, commodity), amount in sorted(totals.amounts.items(), key=str)
            if code in CLIENT_CODES and client == self.account.account_id
        }


def read_account(documents: Documents, account_id: AccountId) -> AccountLedger | None:
    """Read an account with all its entries; None where there is no such account.

    Raises Unavailable.
    """
    (seen,) = documents.get([account_path(account_id)])
    if seen.data is None:
        return None
    account, chain = account_of(seen.path, seen.data), chain_of(account_id)
    entries = read_chain(documents, chain)
    head = ChainHead(account.chain_sequence, account.chain_hash)
    intact, is_whole = intact_length(entries, chain), reaches(entries, chain, head)
    return AccountLedger(account, tuple(entries), intact, is_whole)


def symbol_of(commodity: str) -> str:
    """Return the symbol of an asset, a currency as it is."""
    listing = by_id(commodity)
    return listing.symbol if listing else commodity


def lines_of(entry: Entry) -> list[tuple[str, str, str]]:
    """Return code, debit or credit, and amount of every line, as people read them."""
    return [
        (
            line.code.value,
            "Dr" if line.amount > 0 else "Cr",
            f"{_amount(abs(line.amount), line.commodity)} {symbol_of(line.commodity)}",
        )
        for line in entry.draft.lines
    ]


def booked_at(entry: Entry) -> str:
    """Return when an entry was posted, to the millisecond."""
    return rfc3339(entry.posted_at)[:-4] + "Z"


def _amount(amount: int, commodity: str) -> str:
    scale = scale_of(commodity)
    return short_text(amount, scale) if scale == QTY_SCALE else text(amount, scale)
