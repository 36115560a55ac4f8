"""Journals: one commit of two accounts each (D9), whatever fails in between."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents, Snapshot, Write, save
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, AssetId, derive, random_uuid
from shared.core.money import Cents, NanoQty
from shared.core.retry import attempts
from shared.eu.accounts.model.account import Account, AccountState, Overdrawn
from shared.eu.accounts.model.position import Oversold
from shared.eu.accounts.paths import (
    account_of,
    account_path,
    position_document,
    position_of,
    position_path,
)
from shared.eu.accounts.service.change import AccountChange, post_to_both
from shared.eu.funding.model.journal import (
    Journal,
    JournalStatus,
    JournalType,
    journal_activity,
    journal_step,
)
from shared.eu.funding.model.journal_request import ListJournals, Move, RequestJournals
from shared.eu.funding.paths import JOURNALS, journal_document, journal_of, journal_path

READ_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Executed:
    """A journal of a batch; `refusal` is why one was refused after all were found to be right."""

    journal: Journal
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class JournalDesk:
    """Takes, shows and ends journals of a partner."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def request(self, partner: str, wanted: RequestJournals, key: str | None) -> list[Executed]:
        """Execute every journal of a request, or leave large ones pending; all are looked at first.

        The same `key` is the same journals, so that a repeat goes on where it was.

        Raises Refusal: not_found for an account that is not the partner's; account_restricted;
        insufficient_cash, insufficient_qty; idempotency_key_reused; not_supported between cohorts;
        contention; fate_unknown where a repeat without a key would be other journals.
        """
        asked = [
            self._asked(partner, move, wanted.fingerprint, self._id(partner, key, number))
            for number, move in enumerate(wanted.moves)
        ]
        try:
            known = self._known(asked)
            self._check([each for each in asked if each.journal_id not in known])
            return [self._settled(each, known, is_alone=len(asked) == 1) for each in asked]
        except Unavailable:
            raise Refusal("contention") from None
        except CommitUnknown:
            raise Refusal("fate_unknown" if key is None else "unavailable") from None

    def one(self, partner: str, journal_id: str) -> Journal:
        """Return a journal of the partner. Raises Refusal `not_found`."""
        return self._own(partner, journal_id)[0]

    def cancel(self, partner: str, journal_id: str) -> None:
        """Take a pending journal back; one that is canceled stays so.

        Raises Refusal: not_found, journal_not_cancelable, contention.
        """
        for _ in attempts(self.clock, self.entropy):
            journal, seen = self._own(partner, journal_id)
            if journal.status is JournalStatus.CANCELED:
                return
            if journal.status is not JournalStatus.PENDING:
                raise Refusal("journal_not_cancelable")
            after = journal.after(JournalStatus.CANCELED, self.clock.now())
            with suppress(Conflict, CommitUnknown):
                return self._commit_step(journal, after, seen)
        raise Refusal("contention")

    def decide(self, journal_id: str, *, is_approved: bool) -> Journal:
        """Execute a pending journal, or reject it: a person's word.

        Raises Refusal: not_found; journal_not_cancelable unless it is pending; insufficient_cash;
        account_restricted; contention.
        """
        for _ in attempts(self.clock, self.entropy):
            journal, seen = self._found(journal_id)
            if journal.status is not JournalStatus.PENDING:
                raise Refusal("journal_not_cancelable")
            status = JournalStatus.EXECUTED if is_approved else JournalStatus.REJECTED
            after = journal.after(status, self.clock.now())
            with suppress(Conflict, CommitUnknown):
                if is_approved:
                    self.documents.commit(self._writes(journal, after, seen))
                else:
                    self._commit_step(journal, after, seen)
                return after
        raise Refusal("contention")

    def journals(self, partner: str, wanted: ListJournals) -> list[Journal]:
        """Return the partner's journals, the newest first.

        Raises Refusal `invalid_parameter` where there are too many: then ask for fewer days.
        """
        found = self._listed(partner, wanted)
        if len(found) == READ_MAX:
            raise Refusal("invalid_parameter", "after")
        journals = [journal_of(seen.path, seen.data) for seen in found if seen.data is not None]
        return [each for each in journals if _admits(wanted, each)][: wanted.limit]

    def _id(self, partner: str, key: str | None, number: int) -> str:
        if key is None:
            return random_uuid(self.entropy.token_hex(16))
        return derive("journal", partner, key, str(number))

    def _asked(self, partner: str, move: Move, fingerprint: str, journal_id: str) -> Journal:
        now, listing = self.clock.now(), move.listing
        return Journal(
            journal_id=journal_id,
            correspondent=partner,
            journal_type=JournalType.SHARES if listing else JournalType.CASH,
            from_account=move.from_account,
            to_account=move.to_account,
            status=JournalStatus.QUEUED,
            created_at=now,
            updated_at=now,
            fingerprint=fingerprint,
            amount_cents=Cents(move.amount_cents),
            asset_id=listing.asset_id if listing else AssetId(""),
            symbol=listing.symbol if listing else "",
            qty=NanoQty(move.qty),
        )

    def _known(self, asked: Sequence[Journal]) -> dict[str, Journal]:
        """Return the journals that are there already; under another request the key is used up."""
        found = self.documents.get([journal_path(each.journal_id) for each in asked])
        known = [journal_of(seen.path, seen.data) for seen in found if seen.data is not None]
        if any(each.fingerprint != asked[0].fingerprint for each in known):
            raise Refusal("idempotency_key_reused")
        return {each.journal_id: each for each in known}

    def _check(self, asked: Sequence[Journal]) -> None:
        """Look at all before any is executed: accounts, cash and shares must do for them together.

        What changes in between is found by each commit again.
        """
        needed: Counter[tuple[AccountId, AssetId]] = Counter()
        for journal in asked:
            needed[journal.from_account, journal.asset_id] += journal.amount_cents or journal.qty
        ids = {end for each in asked for end in (each.from_account, each.to_account)}
        seen = self.documents.get([account_path(each) for each in sorted(ids)])
        accounts = {each.path: each for each in seen}
        for journal in asked:
            _check_accounts(journal, accounts)
        for (account_id, asset_id), amount in needed.items():
            held = account_of(
                account_path(account_id), accounts[account_path(account_id)].data or {}
            )
            if not asset_id and amount > held.withdrawable:
                raise Refusal("insufficient_cash", "amount")

    def _settled(self, asked: Journal, known: dict[str, Journal], *, is_alone: bool) -> Executed:
        if asked.journal_id in known:
            return Executed(known[asked.journal_id])
        try:
            return Executed(self._kept(asked))
        except Refusal as refused:
            if is_alone:
                raise
            refusal = refused.reason
        return Executed(self._kept(asked, is_refused=True), refusal)

    def _kept(self, asked: Journal, *, is_refused: bool = False) -> Journal:
        """Commit a journal in the status that it has at once, and return it as it is stored."""
        is_in_doubt = False
        for _ in attempts(self.clock, self.entropy):
            (seen,) = self.documents.get([journal_path(asked.journal_id)])
            if seen.data is not None:
                return journal_of(seen.path, seen.data)
            after = asked.after(_first_status(asked, is_refused), self.clock.now())
            try:
                if after.status is JournalStatus.EXECUTED:
                    self.documents.commit(self._writes(asked, after, seen))
                else:
                    self._commit_step(asked, after, seen)
            except Conflict:
                continue
            except CommitUnknown:
                is_in_doubt = True
                continue
            return after
        raise CommitUnknown if is_in_doubt else Unavailable

    def _writes(self, before: Journal, after: Journal, seen: Snapshot) -> list[Write]:
        """Build the one commit of an executed journal.

        Raises Refusal: not_found, account_restricted, insufficient_cash, insufficient_qty.
        """
        ends = (after.from_account, after.to_account)
        found = self.documents.get(
            [
                *(account_path(end) for end in ends),
                *(position_path(end, after.asset_id) for end in ends if after.asset_id),
            ]
        )
        _check_accounts(after, {each.path: each for each in found})
        giver, taker = (AccountChange(each, after.updated_at) for each in found[:2])
        if after.amount_cents > giver.account.withdrawable:
            raise Refusal("insufficient_cash", "amount")
        try:
            post_to_both(giver, taker, after.draft())
            positions = _moved(after, found[2:])
        except Overdrawn:
            raise Refusal("insufficient_cash", "amount") from None
        except Oversold:
            raise Refusal("insufficient_qty", "qty") from None
        _tell_steps(giver, before, after)
        giver.tell(journal_activity(after, after.from_account))
        taker.tell(journal_activity(after, after.to_account))
        own = save(seen, journal_document(after))
        return [*giver.writes(), *taker.writes(), *positions, own]

    def _commit_step(self, before: Journal, after: Journal, seen: Snapshot) -> None:
        """Commit a step that moves nothing: the giver's account tells of it."""
        (account_seen,) = self.documents.get([account_path(after.from_account)])
        change = AccountChange(account_seen, after.updated_at)
        _tell_steps(change, before, after)
        self.documents.commit([*change.writes(), save(seen, journal_document(after))])

    def _own(self, partner: str, journal_id: str) -> tuple[Journal, Snapshot]:
        journal, seen = self._found(journal_id)
        if journal.correspondent != partner:
            raise Refusal("not_found")
        return journal, seen

    def _found(self, journal_id: str) -> tuple[Journal, Snapshot]:
        try:
            (seen,) = self.documents.get([journal_path(journal_id)])
        except ValueError:
            raise Refusal("not_found") from None
        if seen.data is None:
            raise Refusal("not_found")
        return journal_of(seen.path, seen.data), seen

    def _listed(self, partner: str, wanted: ListJournals) -> list[Snapshot]:
        where = [Condition("correspondent", "==", partner)]
        if wanted.after is not None:
            where.append(Condition("created_at", ">", f"{wanted.after}T24"))
        if wanted.before is not None:
            where.append(Condition("created_at", "<", wanted.before))
        return self.documents.query(
            JOURNALS, where, order_by="created_at", descending=True, limit=READ_MAX
        )


def _first_status(asked: Journal, is_refused: bool) -> JournalStatus:
    if is_refused:
        return JournalStatus.REFUSED
    return JournalStatus.PENDING if asked.needs_approval else JournalStatus.EXECUTED


def _tell_steps(change: AccountChange, before: Journal, after: Journal) -> None:
    if before.status is JournalStatus.QUEUED:
        change.tell(journal_step(before, ""))
    change.tell(journal_step(after, before.status.value))


def _check_accounts(journal: Journal, seen: dict[str, Snapshot]) -> None:
    ends: list[Account] = []
    for name in ("from_account", "to_account"):
        found = seen[account_path(getattr(journal, name))]
        account = account_of(found.path, found.data) if found.data is not None else None
        if account is None or account.correspondent != journal.correspondent:
            raise Refusal("not_found", name)
        if account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted", name)
        ends.append(account)
    if journal.asset_id and ends[0].cohort != ends[1].cohort:
        # The US books positions by cohort: it would have to move them too (P20).
        raise Refusal("not_supported", "to_account")


def _moved(journal: Journal, seen: Sequence[Snapshot]) -> list[Write]:
    """Build the writes of both positions; their cost goes with the shares.

    Raises Oversold where the settled and free shares do not do.
    """
    if not journal.asset_id:
        return []
    giver_seen, taker_seen = seen
    giver = position_of(journal.from_account, journal.asset_id, giver_seen.data)
    taker = position_of(journal.to_account, journal.asset_id, taker_seen.data)
    left, moved = giver.given(journal.qty)
    return [
        save(giver_seen, position_document(left)),
        save(taker_seen, position_document(taker.taken(moved))),
    ]


def _admits(wanted: ListJournals, journal: Journal) -> bool:
    asked = (
        (wanted.status, journal.status),
        (wanted.journal_type, journal.journal_type),
        (wanted.to_account, journal.to_account),
        (wanted.from_account, journal.from_account),
    )
    return all(value is None or value == own for value, own in asked)
