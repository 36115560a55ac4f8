"""Take bank files: each credit leads to an account, or into suspense, once (R-461, R-462)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from shared.core.clock import Clock, rfc3339
from shared.core.documents import Documents, create
from shared.core.errors import Conflict, Refusal
from shared.core.ids import AccountId, derive
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import account_number_path, account_of, account_path
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.reference import NoReference, Reference, read_reference
from shared.eu.funding.model.suspense import Suspended, SuspenseReason, SuspenseStatus
from shared.eu.funding.paths import suspended_path, transfer_document, transfer_path
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.deposit_returns import DepositReturnDesk, NotReturnable
from shared.eu.funding.service.suspense import SuspenseDesk
from shared.eu.identity.model.bank_statement import Credit, TakenBack
from shared.eu.identity.model.camt import read_statement
from shared.eu.identity.model.name_match import SAME_PERSON, name_score
from shared.eu.identity.paths import bank_file_path
from shared.eu.identity.service.payees import NoHolder, Payees
from shared.eu.identity.service.payers import Payers


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a credit leads: to an account, or into suspense for a reason."""

    account_id: AccountId | None
    reason: SuspenseReason | None = None
    reference: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a credit of a file: `status` CREDITED, SUSPENDED or KNOWN.

    Of one that is taken back: REVERSED, or UNKNOWN where it was never credited: people must look.
    """

    deposit_id: str
    status: str
    reason: SuspenseReason | None = None


@dataclass(frozen=True, slots=True)
class StatementDesk:
    """Takes files of the clients' account at our bank, whose IBAN is `omnibus_iban`."""

    ledger: Documents
    vault: Documents
    payers: Payers
    payees: Payees
    suspense: SuspenseDesk
    funding: FundingDesk
    returns: DepositReturnDesk
    clock: Clock
    omnibus_iban: str

    def take(self, content: bytes, partner: str | None = None) -> list[Taken]:
        """Take a file; one that was taken already, and a credit that is known, changes nothing.

        `partner` limits the accounts that it may lead to, where a partner has made the file.

        Raises Refusal: statement_invalid, also for another account; statement_unbalanced: then
        nothing of it is taken. Raises CommitUnknown, Unavailable: then the file is taken again.
        """
        statement = read_statement(content)
        if statement.iban != self.omnibus_iban:
            raise Refusal("statement_invalid", "IBAN")
        path = bank_file_path(sha256(content).hexdigest())
        (known,) = self.vault.get([path])
        taken = [self._take(credit, partner) for credit in statement.credits]
        taken += [self._take_back(back, partner) for back in statement.taken_back]
        if not known.exists:
            self._note_taken(path, len(taken))
        return taken

    def _note_taken(self, path: str, count: int) -> None:
        try:
            facts = {"taken_at": rfc3339(self.clock.now()), "credits": count}
            self.vault.commit([create(path, facts)])
        except Conflict:
            return

    def _take(self, credit: Credit, partner: str | None) -> Taken:
        deposit_id = derive("deposit", self.omnibus_iban, credit.bank_reference)
        found = self.ledger.get([transfer_path(deposit_id), suspended_path(deposit_id)])
        if any(seen.exists for seen in found):
            return Taken(deposit_id, "KNOWN")
        self.payers.keep(deposit_id, credit)
        verdict = self._verdict(credit, partner)
        if verdict.account_id is not None:
            try:
                self._credit(deposit_id, verdict.account_id, credit)
                return Taken(deposit_id, "CREDITED")
            except Refusal:
                verdict = Verdict(
                    None, SuspenseReason.ACCOUNT_RESTRICTED, verdict.reference, verdict.score
                )
        return self._suspend(deposit_id, credit, verdict)

    def _take_back(self, back: TakenBack, partner: str | None) -> Taken:
        deposit_id = derive("deposit", self.omnibus_iban, back.bank_reference)
        if partner is not None and not self._is_deposit_of(partner, deposit_id):
            return Taken(deposit_id, "UNKNOWN")
        try:
            self.returns.take_back(deposit_id, back.amount_cents)
        except NotReturnable:
            return Taken(deposit_id, "UNKNOWN")
        return Taken(deposit_id, "REVERSED")

    def _is_deposit_of(self, partner: str, deposit_id: str) -> bool:
        (transfer,) = self.ledger.get([transfer_path(deposit_id)])
        if transfer.data is None:
            return False
        (seen,) = self.ledger.get([account_path(transfer.data["account_id"])])
        return seen.data is not None and bool(seen.data["correspondent"] == partner)

    def _credit(self, deposit_id: str, account_id: AccountId, credit: Credit) -> None:
        deposit = Deposit(deposit_id, account_id, credit.amount_cents, self.clock.now())
        document = transfer_document(deposit.transfer())
        self.funding.credit(deposit, {transfer_path(deposit_id): document})

    def _suspend(self, deposit_id: str, credit: Credit, verdict: Verdict) -> Taken:
        reason = verdict.reason or SuspenseReason.NO_REFERENCE
        self.suspense.suspend(
            Suspended(
                deposit_id=deposit_id,
                amount_cents=credit.amount_cents,
                received_at=credit.booked_at,
                reason=reason,
                status=SuspenseStatus.SUSPENDED,
                updated_at=self.clock.now(),
                reference=verdict.reference,
                score=verdict.score,
            )
        )
        return Taken(deposit_id, "SUSPENDED", reason)

    def _verdict(self, credit: Credit, partner: str | None) -> Verdict:
        reference = read_reference(credit.remittance.reveal())
        if isinstance(reference, NoReference):
            return Verdict(None, _NO_REFERENCE[reference])
        written = str(reference)
        account_id = self._account_id(reference, partner)
        if account_id is None:
            return Verdict(None, SuspenseReason.UNKNOWN_REFERENCE, written)
        if not self._is_active(account_id):
            return Verdict(None, SuspenseReason.ACCOUNT_RESTRICTED, written)
        try:
            holder = self.payees.holder_name(account_id)
        except (NoHolder, Refusal):
            return Verdict(None, SuspenseReason.HOLDER_UNKNOWN, written)
        score = name_score(credit.payer_name.reveal(), holder.reveal())
        if score < SAME_PERSON:
            return Verdict(None, SuspenseReason.THIRD_PARTY, written, score)
        return Verdict(account_id, None, written, score)

    def _account_id(self, reference: Reference, partner: str | None) -> AccountId | None:
        if partner is not None and reference.correspondent != partner:
            return None
        (row,) = self.ledger.get([account_number_path(reference.account_number)])
        if row.data is None:
            return None
        account_id = AccountId(row.data["account_id"])
        (seen,) = self.ledger.get([account_path(account_id)])
        known = seen.data is not None and seen.data["correspondent"] == reference.correspondent
        return account_id if known else None

    def _is_active(self, account_id: AccountId) -> bool:
        (seen,) = self.ledger.get([account_path(account_id)])
        return account_of(seen.path, seen.data or {}).state is AccountState.ACTIVE


_NO_REFERENCE: Mapping[NoReference, SuspenseReason] = {
    NoReference.MISSING: SuspenseReason.NO_REFERENCE,
    NoReference.SEVERAL: SuspenseReason.SEVERAL_REFERENCES,
}
