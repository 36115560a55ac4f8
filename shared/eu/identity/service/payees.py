"""Who a withdrawal is paid to: the account's holder, at the bank that the transfer names."""

from dataclasses import dataclass

from shared.core.ids import AccountId
from shared.eu.funding.model.transfer import Transfer
from shared.eu.identity.model.bank import BankState
from shared.eu.identity.model.bank_request import BIC, COLLECTION, IBAN
from shared.eu.identity.model.payment import Payee
from shared.eu.identity.model.person import full_name
from shared.eu.identity.paths import bank_details_of, bank_details_path, holder_of, holder_path
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.subject_vault import SubjectVault

READER = "bank"
IDENTITY = "identity"


class NoSuchBank(LookupError):
    """Say that the bank which a transfer names was removed."""


class NoHolder(LookupError):
    """Say that nobody is known who holds an account."""


@dataclass(frozen=True, slots=True)
class Payees:
    """Reads names and IBANs for payments; every access is logged."""

    vault: SubjectVault

    def of(self, transfer: Transfer) -> Payee:
        """Return who a withdrawal is paid to.

        Raises NoSuchBank, NoHolder; Refusal subject_erased or processing_restricted; Unavailable.
        """
        (seen,) = self.vault.documents.get([bank_details_path(transfer.bank_id or "")])
        bank = bank_details_of(seen.path, seen.data) if seen.data is not None else None
        if bank is None or bank.state is BankState.REMOVING:
            raise NoSuchBank
        name = self.holder_name(transfer.account_id)
        access = Access(READER, AccessPurpose.PAYMENT)
        self.vault.access_log.record(access, {bank.subject_id: [COLLECTION]})
        values = self.vault.opened_item(bank.subject_id, bank.bank_id, bank.records)
        return Payee(name, values[IBAN], values[BIC])

    def holder_name(self, account_id: AccountId) -> Pii[str]:
        """Return the whole name of an account's holder.

        Raises NoHolder; Refusal subject_erased or processing_restricted; Unavailable.
        """
        (seen,) = self.vault.documents.get([holder_path(account_id)])
        if seen.data is None:
            raise NoHolder
        holder = holder_of(seen.path, seen.data)
        access = Access(READER, AccessPurpose.PAYMENT)
        found = self.vault.read([holder.subject_id], [IDENTITY], access)
        if holder.subject_id not in found:
            raise NoHolder
        return full_name(found[holder.subject_id])
