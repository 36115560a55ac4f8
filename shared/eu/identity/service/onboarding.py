"""Open an account over three databases (D15): every step may be repeated, and is, after a crash.

The claim of the e-mail address is the first commit and the last one. Between them come the keys,
the persons, and the account with its events; the account is the moment from which it all exists.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents, Snapshot, create
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.opening import (
    Opening,
    ResidualCohort,
    new_account_number,
    opening_writes,
)
from shared.eu.identity.model.application import Application
from shared.eu.identity.model.claim import Claim, ClaimState
from shared.eu.identity.paths import claim_document, claim_of, claim_path
from shared.eu.identity.service.clearing import Clearing
from shared.eu.identity.service.indexing import Indexing
from shared.eu.identity.service.keeping import Keeping
from shared.eu.identity.service.review import Review

ATTEMPTS_MAX = 8
EMAIL = "contact.email_address"


@dataclass(frozen=True, slots=True)
class Onboarding:
    """Opens accounts."""

    ledger: Documents
    claims: Documents
    keeping: Keeping
    clearing: Clearing
    indexing: Indexing
    cohorts: ResidualCohort
    review: Review
    clock: Clock
    entropy: Entropy

    def open(self, correspondent: str, application: Application) -> Snapshot:
        """Open an account and return it; the same application resumes an opening that failed.

        Raises Refusal: duplicate_email; contention while another application for the address is
        on its way, or others were faster too often. Raises Unavailable.
        """
        lookup = self.indexing.email(correspondent, application.owner[EMAIL].reveal())
        fingerprint = self.indexing.fingerprint(application.fingerprint())
        own: AccountId | None = None
        for _ in range(ATTEMPTS_MAX):
            try:
                claim = self._claim(correspondent, lookup, fingerprint, own)
                own = claim.account_id
                self.keeping.keep(claim, lookup, application)
                account = self._opened(claim, application)
                self._confirm(lookup, claim.account_id)
                return account
            except (Conflict, CommitUnknown):
                continue
        raise Refusal("contention")

    def _claim(
        self, correspondent: str, lookup: str, fingerprint: str, own: AccountId | None
    ) -> Claim:
        if own is None:
            # Most addresses are new: the claim is made without a look.
            with suppress(Conflict):
                return self._made(correspondent, lookup, fingerprint)
        (seen,) = self.claims.get([claim_path(lookup)])
        if seen.data is None:
            return self._made(correspondent, lookup, fingerprint)
        claim = claim_of(seen.data)
        if claim.state is ClaimState.CONFIRMED and claim.account_id == own:
            return claim
        if claim.state is ClaimState.CONFIRMED:
            raise Refusal("duplicate_email", EMAIL)
        if claim.state is ClaimState.PENDING and claim.fingerprint == fingerprint:
            return self._resumed(seen, claim)
        if not claim.is_abandoned(self.clock.now()):
            raise Refusal("contention")
        self.clearing.clear(lookup)
        raise Conflict

    def _made(self, correspondent: str, lookup: str, fingerprint: str) -> Claim:
        claim = self._new_claim(correspondent, fingerprint)
        self.claims.commit([create(claim_path(lookup), claim_document(claim))])
        return claim

    def _new_claim(self, correspondent: str, fingerprint: str) -> Claim:
        account_id, subject_id, trusted_contact_id = (
            random_uuid(self.entropy.token_hex(16)) for _ in range(3)
        )
        return Claim(
            correspondent=correspondent,
            state=ClaimState.PENDING,
            account_id=AccountId(account_id),
            subject_id=subject_id,
            trusted_contact_id=trusted_contact_id,
            fingerprint=fingerprint,
            since=self.clock.now(),
        )

    def _resumed(self, seen: Snapshot, claim: Claim) -> Claim:
        now = self.clock.now()
        if not claim.is_late(now):
            return claim
        resumed = replace(claim, since=now)
        self.claims.commit([next_version(seen, claim_document(resumed))])
        return resumed

    def _opened(self, claim: Claim, application: Application) -> Snapshot:
        opening = Opening(
            account_id=claim.account_id,
            account_number=new_account_number(self.entropy),
            correspondent=claim.correspondent,
            cohort=self.cohorts.residual(),
            configuration=application.configuration,
            steps=self.review.of_application(application.owner),
        )
        now = self.clock.now()
        # A late claim may soon be cleared, and an account without its person must not appear.
        late = claim.is_late(now)
        if not late:
            writes = opening_writes(opening, now)
            with suppress(Conflict):
                self.ledger.commit(writes)
                return Snapshot(writes[0].path, writes[0].data)
        (seen,) = self.ledger.get([account_path(claim.account_id)])
        if seen.exists:
            return seen  # an earlier attempt has come this far
        raise Unavailable if late else Conflict

    def _confirm(self, lookup: str, own: AccountId) -> None:
        (seen,) = self.claims.get([claim_path(lookup)])
        claim = claim_of(seen.data) if seen.data is not None else None
        if claim is None or claim.account_id != own:
            return
        if claim.state is not ClaimState.CONFIRMED:
            confirmed = claim_document(claim.after(ClaimState.CONFIRMED))
            self.claims.commit([next_version(seen, confirmed)])
