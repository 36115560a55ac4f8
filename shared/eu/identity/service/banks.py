"""Recipient banks of an account: their values in the vault, a reference to each in the ledger.

The reference is the moment from which a bank exists, and until which it does; what lies in the
vault before and after is marked for the sweeper.
"""

from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents, Snapshot, create
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.identity.model.bank import Bank, BankState, BankStatus, bank_step
from shared.eu.identity.model.bank_request import COLLECTION, IBAN
from shared.eu.identity.model.person import Values
from shared.eu.identity.paths import (
    BANK_DETAILS,
    bank_details_document,
    bank_details_of,
    bank_details_path,
    bank_document,
    bank_path,
)
from shared.eu.identity.service.bank_keeping import BANKS_PER_ACCOUNT_MAX, BankKeeping
from shared.eu.identity.service.indexing import Indexing
from shared.eu.vault.model.data_key import Purpose
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.subject_vault import SubjectVault

ATTEMPTS_MAX = 8
ENDED = (AccountState.ACCOUNT_CLOSED, AccountState.REJECTED)


@dataclass(frozen=True, slots=True)
class RecipientBanks:
    """Adds, shows and removes banks."""

    ledger: Documents
    vault: SubjectVault
    keeping: BankKeeping
    indexing: Indexing
    clock: Clock
    entropy: Entropy

    def add(self, account: Account, values: Values) -> Bank:
        """Add a bank, usable at once; a repeat resumes an attempt that has failed.

        Raises Refusal: account_restricted unless the account is active; not_found without a
        holder; duplicate_bank; subject_erased, processing_restricted; invalid_field for too many;
        contention. Raises Unavailable.
        """
        if account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        lookup = self.indexing.iban(account.correspondent, values[IBAN].reveal())
        new_id = random_uuid(self.entropy.token_hex(16))
        own: str | None = None
        for _ in range(ATTEMPTS_MAX):
            try:
                bank = self.keeping.kept(account.account_id, lookup, values, new_id)
                if bank.state is BankState.KEPT and bank.bank_id != own:
                    raise Refusal("duplicate_bank", "account_number")
                own = bank.bank_id
                self._refer(bank)
                self.keeping.settle(bank.bank_id)
                return bank
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")

    def of_account(self, account_id: AccountId, reader: str) -> list[tuple[Bank, Values]]:
        """Return an account's banks with their values, the oldest first; the access is logged.

        Raises Refusal: subject_erased, processing_restricted; Unavailable.
        """
        banks = self._referred(account_id)
        if banks:
            access = Access(reader, AccessPurpose.BANK_VIEW)
            self.vault.access_log.record(access, {bank.subject_id: [COLLECTION] for bank in banks})
        return [
            (bank, self.vault.opened_item(bank.subject_id, bank.bank_id, bank.records))
            for bank in banks
        ]

    def remove(self, account: Account, bank_id: str) -> None:
        """Remove a bank; its values are blocked, not lost, as long as the law wants them.

        Raises Refusal: account_restricted where the account has ended; not_found; subject_erased,
        processing_restricted; contention. Raises Unavailable.
        """
        if account.state in ENDED:
            raise Refusal("account_restricted")
        self._referred_bank(account.account_id, bank_id)
        for _ in range(ATTEMPTS_MAX):
            try:
                (seen,) = self.vault.documents.get([bank_details_path(bank_id)])
                if seen.data is not None:
                    self._mark_removed(seen)
                return self.keeping.finish_removal(bank_id)
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")

    def _refer(self, bank: Bank) -> None:
        paths = [account_path(bank.account_id), bank_path(bank.bank_id)]
        account_seen, reference = self.ledger.get(paths)
        if reference.exists:
            return
        now = self.clock.now()
        change = AccountChange(account_seen, now)
        if change.account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        if bank.is_late(now):
            # The sweeper may soon remove it, and a reference must not lead to nothing.
            raise Unavailable
        change.tell(bank_step(bank, "", BankStatus.APPROVED, now))
        self.ledger.commit([*change.writes(), create(reference.path, bank_document(bank))])

    def _referred(self, account_id: AccountId) -> list[Bank]:
        own = [Condition("account_id", "==", account_id)]
        found = self.vault.documents.query(BANK_DETAILS, own, limit=BANKS_PER_ACCOUNT_MAX)
        banks = [bank_details_of(seen.path, seen.data) for seen in found if seen.data is not None]
        references = self.ledger.get([bank_path(bank.bank_id) for bank in banks])
        kept = [bank for bank, seen in zip(banks, references, strict=True) if seen.exists]
        return sorted(kept, key=lambda bank: (bank.created_at, bank.bank_id))

    def _referred_bank(self, account_id: AccountId, bank_id: str) -> None:
        """Check that the account has the bank, and that its holder's data may be processed."""
        try:
            reference, seen = self._pair(bank_id)
        except ValueError:
            raise Refusal("not_found") from None
        own = reference.data is not None and reference.data["account_id"] == account_id
        if not own or seen.data is None:
            raise Refusal("not_found")
        subject_id = bank_details_of(seen.path, seen.data).subject_id
        self.vault.key_store.open(subject_id, Purpose.PERSONAL)

    def _pair(self, bank_id: str) -> tuple[Snapshot, Snapshot]:
        (reference,) = self.ledger.get([bank_path(bank_id)])
        (seen,) = self.vault.documents.get([bank_details_path(bank_id)])
        return reference, seen

    def _mark_removed(self, seen: Snapshot) -> None:
        bank = bank_details_of(seen.path, seen.data or {})
        if bank.state is not BankState.REMOVING:
            marked = bank.after(BankState.REMOVING, self.clock.now())
            self.vault.documents.commit([next_version(seen, bank_details_document(marked))])
