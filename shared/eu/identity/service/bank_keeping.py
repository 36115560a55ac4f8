"""Keep banks in the vault: written before the ledger refers to them, removed after it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.core.clock import Clock
from shared.core.documents import Condition, Delete, Documents, Snapshot, Write, create
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import SHARD_COUNT, AccountId
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.identity.model.bank import Bank, BankState, BankStatus, bank_step
from shared.eu.identity.model.person import Values
from shared.eu.identity.paths import (
    BANK_DETAILS,
    bank_details_document,
    bank_details_of,
    bank_details_path,
    bank_path,
    claim_path,
    holder_document,
    holder_of,
    holder_path,
    index_document,
    index_path,
)
from shared.eu.identity.service.sweeping import sweep_each
from shared.eu.vault.service.subject_vault import SubjectVault

BANKS_PER_ACCOUNT_MAX = 50
BANKS_PER_SHARD_MAX = 100


@dataclass(frozen=True, slots=True)
class BankKeeping:
    """The vault's part of banks, and the sweeper of what attempts have left."""

    ledger: Documents
    vault: SubjectVault
    clock: Clock

    def kept(self, account_id: AccountId, lookup: str, values: Values, new_id: str) -> Bank:
        """Return the account's bank of an IBAN: a new one, or one whose adding has not ended.

        Raises Refusal: not_found without a holder; invalid_field for too many; duplicate_bank, and
        contention while another request adds it with other values; subject_erased,
        processing_restricted. Raises Conflict, also after a removal was finished; CommitUnknown,
        Unavailable.
        """
        index, holder = self.vault.documents.get(
            [index_path(lookup, account_id), holder_path(account_id)]
        )
        if holder.data is None:
            raise Refusal("not_found")
        if index.data is None:
            return self._keep_new(index, holder, values, new_id)
        (seen,) = self.vault.documents.get([bank_details_path(index.data["bank_id"])])
        if seen.data is None:
            raise Conflict
        bank = bank_details_of(seen.path, seen.data)
        if bank.state is BankState.REMOVING:
            self.finish_removal(bank.bank_id)
            raise Conflict
        if bank.state is BankState.ADDING:
            self._check_own(bank, values)
            bank = self._sealed(bank.after(BankState.ADDING, self.clock.now()), values)
            self.vault.documents.commit([next_version(seen, bank_details_document(bank))])
        return bank

    def _check_own(self, bank: Bank, values: Values) -> None:
        """Let other values in the place of these only where no attempt can make a bank of them."""
        kept = self.vault.opened_item(bank.subject_id, bank.bank_id, bank.records)
        if _revealed(kept) == _revealed(values):
            return
        (reference,) = self.ledger.get([bank_path(bank.bank_id)])
        if reference.exists:
            self.settle(bank.bank_id)
            raise Refusal("duplicate_bank", "account_number")
        if not bank.is_late(self.clock.now()):
            raise Refusal("contention")

    def settle(self, bank_id: str) -> None:
        """Take the mark from a bank that the ledger refers to.

        Raises Conflict, CommitUnknown, Unavailable.
        """
        (seen,) = self.vault.documents.get([bank_details_path(bank_id)])
        bank = bank_details_of(seen.path, seen.data) if seen.data is not None else None
        if bank is not None and bank.state is BankState.ADDING:
            kept = bank.after(BankState.KEPT, bank.since)
            self.vault.documents.commit([next_version(seen, bank_details_document(kept))])

    def finish_removal(self, bank_id: str) -> None:
        """Remove the reference to a bank, tell of it, and block what the vault has of it.

        Raises Refusal: subject_erased, processing_restricted; Conflict, CommitUnknown, Unavailable.
        """
        (seen,) = self.vault.documents.get([bank_details_path(bank_id)])
        if seen.data is None:
            return
        bank = bank_details_of(seen.path, seen.data)
        values = self.vault.opened_item(bank.subject_id, bank_id, bank.records)
        self._unrefer(bank)
        blocked = self.vault.blocked(bank.subject_id, values)
        self.vault.documents.commit([blocked, *self._deletes(seen, bank)])

    def sweep(self) -> int:
        """Bring abandoned attempts to an end and return how many there were; a failed one waits."""
        abandoned = (each for shard in range(SHARD_COUNT) for each in self._abandoned(shard))
        return sweep_each(abandoned, self._end, waits=(Conflict, CommitUnknown, Refusal))

    def _end(self, bank_id: str) -> None:
        (seen,) = self.vault.documents.get([bank_details_path(bank_id)])
        (reference,) = self.ledger.get([bank_path(bank_id)])
        if seen.data is None:
            return
        bank = bank_details_of(seen.path, seen.data)
        if bank.state is BankState.REMOVING:
            self.finish_removal(bank_id)
        elif reference.exists:
            self.settle(bank_id)
        elif bank.is_abandoned(self.clock.now()):
            self.vault.documents.commit(self._deletes(seen, bank))

    def _abandoned(self, shard: int) -> Sequence[str]:
        marked = [Condition("pending", "==", shard)]
        found = self.vault.documents.query(BANK_DETAILS, marked, limit=BANKS_PER_SHARD_MAX)
        banks = [bank_details_of(seen.path, seen.data) for seen in found if seen.data is not None]
        now = self.clock.now()
        return [bank.bank_id for bank in banks if bank.is_abandoned(now)]

    def _keep_new(self, index: Snapshot, seen: Snapshot, values: Values, new_id: str) -> Bank:
        holder, now = holder_of(seen.path, seen.data or {}), self.clock.now()
        index_id = index.path.partition("/")[2]
        if len(self._of_account(holder.account_id)) >= BANKS_PER_ACCOUNT_MAX:
            raise Refusal("invalid_field", "account_number")
        bank = self._sealed(
            Bank(
                bank_id=new_id,
                account_id=holder.account_id,
                subject_id=holder.subject_id,
                index_id=index_id,
                state=BankState.ADDING,
                since=now,
                created_at=now,
                records={},
            ),
            values,
        )
        lookup = index_id.removesuffix(f":{holder.account_id}")
        row = {**index_document(lookup, holder.account_id), "bank_id": new_id}
        with_row = replace(holder, index_ids=(*holder.index_ids, index_id))
        self.vault.documents.commit(
            [
                create(index.path, row),
                create(bank_details_path(new_id), bank_details_document(bank)),
                next_version(seen, holder_document(with_row)),
            ]
        )
        return bank

    def _sealed(self, bank: Bank, values: Values) -> Bank:
        records = self.vault.sealed_item(bank.subject_id, bank.bank_id, values)
        return replace(bank, records=records)

    def _of_account(self, account_id: AccountId) -> Sequence[Snapshot]:
        own = [Condition("account_id", "==", account_id)]
        return self.vault.documents.query(BANK_DETAILS, own, limit=BANKS_PER_ACCOUNT_MAX)

    def _unrefer(self, bank: Bank) -> None:
        paths = [account_path(bank.account_id), bank_path(bank.bank_id)]
        account_seen, reference = self.ledger.get(paths)
        if not reference.exists:
            return
        change = AccountChange(account_seen, self.clock.now())
        change.tell(bank_step(bank, BankStatus.APPROVED, BankStatus.CANCELED, change.now))
        self.ledger.commit([*change.writes(), Delete(reference.path, reference.token)])

    def _deletes(self, seen: Snapshot, bank: Bank) -> list[Write]:
        """Build the writes that remove a bank: its details, its index row, the holder's link."""
        row, holder_seen = self.vault.documents.get(
            [claim_path(bank.index_id), holder_path(bank.account_id)]
        )
        if not row.exists or holder_seen.data is None:
            raise Conflict
        holder = holder_of(holder_seen.path, holder_seen.data)
        left = tuple(index_id for index_id in holder.index_ids if index_id != bank.index_id)
        return [
            Delete(seen.path, seen.token),
            Delete(row.path, row.token),
            next_version(holder_seen, holder_document(replace(holder, index_ids=left))),
        ]


def _revealed(values: Values) -> dict[str, Any]:
    return {path: value.reveal() for path, value in values.items()}
