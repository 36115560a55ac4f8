"""Payers of deposits: their names, IBANs and words, each payment under a key of its own."""

from dataclasses import dataclass

from shared.core.documents import create
from shared.core.errors import Conflict
from shared.core.ids import derive
from shared.eu.identity.model.bank_statement import Credit
from shared.eu.identity.model.payment import Payee
from shared.eu.identity.paths import payer_document, payer_of, payer_path
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.subject_vault import SubjectVault

COLLECTION = "transfers"
NAME, IBAN = f"{COLLECTION}.payer_name", f"{COLLECTION}.payer_iban"
BIC, REMITTANCE = f"{COLLECTION}.payer_bic", f"{COLLECTION}.remittance_text"
READER = "bank"


@dataclass(frozen=True, slots=True)
class Payers:
    """Keeps who has paid, for those who must send money back and for the law."""

    vault: SubjectVault

    def keep(self, deposit_id: str, credit: Credit) -> None:
        """Keep a payer, once.

        Raises CommitUnknown, Unavailable.
        """
        subject_id = derive("payer", deposit_id)
        self.vault.key_store.create([subject_id])
        values = {
            NAME: credit.payer_name,
            IBAN: credit.payer_iban,
            BIC: credit.payer_bic,
            REMITTANCE: credit.remittance,
        }
        records = self.vault.sealed_item(subject_id, deposit_id, values)
        try:
            document = payer_document(subject_id, records)
            self.vault.documents.commit([create(payer_path(deposit_id), document)])
        except Conflict:
            return

    def payee_of(self, deposit_id: str) -> Payee:
        """Return who gets a deposit back; the access is logged.

        Raises LookupError; Refusal subject_erased or processing_restricted; Unavailable.
        """
        (seen,) = self.vault.documents.get([payer_path(deposit_id)])
        if seen.data is None:
            raise LookupError("payer")
        subject_id, records = payer_of(seen.data)
        access = Access(READER, AccessPurpose.PAYMENT)
        self.vault.access_log.record(access, {subject_id: [COLLECTION]})
        values = self.vault.opened_item(subject_id, deposit_id, records)
        return Payee(values[NAME], values[IBAN], values.get(BIC, Pii("")))
