"""The EU's whole book of record as an export that an auditor verifies offline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.core.canonical import CHAIN_START
from shared.core.clock import Clock
from shared.core.documents import Data, Documents, Snapshot
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.accounts.service.every_account import (
    ACCOUNTS_OF_READ_MAX,
    head_of,
    pages_of_accounts,
)
from shared.eu.ledger.model.chart import CLIENT_CASH_CODES
from shared.eu.ledger.model.checkpoint import Head
from shared.eu.ledger.model.cut import Places, cut, overrun
from shared.eu.ledger.model.export import ChainEnd, Export
from shared.eu.ledger.service.book_reader import every_entry
from shared.eu.ledger.service.checkpoint_reader import every_checkpoint, heads_under
from shared.eu.ledger.service.firm_book import firm_heads

_CASH_CODES = sorted(code.value for code in CLIENT_CASH_CODES)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Reads checkpoints, then heads, then entries, and cuts off what came meanwhile."""

    documents: Documents
    clock: Clock

    def export(self) -> Export:
        """Read the book.

        Raises Unavailable.
        """
        exported_at = self.clock.now()
        checkpoints = every_checkpoint(self.documents)
        last = checkpoints[-1].checkpoint if checkpoints else None
        batches = heads_under(self.documents, last) if last else {}
        firm = firm_heads(self.documents)
        accounts = [account for page in pages_of_accounts(self.documents) for account in page]
        entries = [
            (seen.path.partition("/")[2], seen.data or {}, _places(seen.data or {}))
            for seen in every_entry(self.documents)
        ]
        places = [places for _, _, places in entries]
        heads = _numbers(firm) | _numbers(map(head_of, accounts))
        whole = cut(heads, heads | self._later(overrun(heads, places)), places)
        kept = [entry for entry in entries if whole.keeps(entry[2])]
        hashes = _hashes(kept)
        return Export(
            exported_at=exported_at,
            checkpoints=checkpoints,
            batches=batches,
            ends=[
                *(ChainEnd(_cut(head, whole.lasts, hashes), None) for head in firm),
                *(_end(account, whole.lasts, hashes) for account in accounts),
            ],
            entries=[(entry_id, data) for entry_id, data, _ in kept],
        )

    def _later(self, chains: Sequence[str]) -> dict[str, int]:
        """Return where chains end now that all entries are read."""
        clients = [chain for chain in chains if chain.startswith("account:")]
        paths = [account_path(AccountId(chain.partition(":")[2])) for chain in clients]
        found: list[Snapshot] = []
        for first in range(0, len(paths), ACCOUNTS_OF_READ_MAX):
            found += self.documents.get(paths[first : first + ACCOUNTS_OF_READ_MAX])
        accounts = [account_of(seen.path, seen.data) for seen in found if seen.data]
        return _numbers([*firm_heads(self.documents), *map(head_of, accounts)])


def _numbers(heads: Iterable[Head]) -> dict[str, int]:
    return {head.chain: head.sequence for head in heads}


def _end(
    account: Account, lasts: Mapping[str, int], hashes: Mapping[tuple[str, int], str]
) -> ChainEnd:
    head = head_of(account)
    if lasts[head.chain] == head.sequence:
        return ChainEnd(head, {code: account.balance(code) for code in _CASH_CODES})
    return ChainEnd(_cut(head, lasts, hashes), None)


def _cut(head: Head, lasts: Mapping[str, int], hashes: Mapping[tuple[str, int], str]) -> Head:
    number = lasts[head.chain]
    if number == head.sequence:
        return head
    return Head(head.chain, number, hashes.get((head.chain, number), CHAIN_START))


def _hashes(entries: Sequence[tuple[str, Data, Places]]) -> dict[tuple[str, int], str]:
    return {place: str(data.get("hash")) for _, data, places in entries for place in places}


def _places(data: Data) -> Places:
    """Return the places of an entry's document, none where another hand has changed them."""
    links = data.get("links")
    return [
        (link["chain"], link["sequence"])
        for link in (links if isinstance(links, list) else [])
        if type(link.get("sequence")) is int and isinstance(link.get("chain"), str)
    ]
