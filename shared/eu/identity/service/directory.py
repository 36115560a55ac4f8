"""Find accounts of a partner: by time and state in the ledger, by person over blind indexes.

A token matches an account's number, or its holder's whole e-mail address or phone number. Names
have no index (domain Annex A), so they are not searched.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.core.documents import Condition, Documents
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import ACCOUNTS, account_number_path, account_of, account_path
from shared.eu.identity.model.claim import ClaimState
from shared.eu.identity.model.search import Search, is_account_number
from shared.eu.identity.paths import INDEXES, claim_of, claim_path
from shared.eu.identity.service.indexing import Indexing

ACCOUNTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Directory:
    """Searches accounts."""

    ledger: Documents
    vault: Documents
    indexing: Indexing

    def find(self, correspondent: str, search: Search) -> list[Account]:
        """Return at most a thousand accounts of a partner, the newest first unless told."""
        if search.tokens:
            found = self._matching(correspondent, search.tokens)
        elif search.states is None:
            found = self._listed(correspondent, search, None)
        else:
            states = sorted(search.states)
            found = [a for state in states for a in self._listed(correspondent, search, state)]
        admitted = [account for account in found if search.admits(account)]
        admitted.sort(key=_age, reverse=not search.ascending)
        return admitted[:ACCOUNTS_MAX]

    def _listed(
        self, correspondent: str, search: Search, state: AccountState | None
    ) -> list[Account]:
        where = [Condition("correspondent", "==", correspondent)]
        if state is not None:
            where.append(Condition("state", "==", state.value))
        if search.created_after:
            where.append(Condition("created_at", ">=", search.created_after))
        if search.created_before:
            where.append(Condition("created_at", "<=", search.created_before))
        found = self.ledger.query(
            ACCOUNTS,
            where,
            order_by="created_at",
            descending=not search.ascending,
            limit=ACCOUNTS_MAX,
        )
        return [account_of(seen.path, seen.data) for seen in found if seen.data is not None]

    def _matching(self, correspondent: str, tokens: Iterable[str]) -> list[Account]:
        account_ids = set.intersection(*(self._ids(correspondent, token) for token in tokens))
        found = self.ledger.get([account_path(account_id) for account_id in sorted(account_ids)])
        accounts = [account_of(seen.path, seen.data) for seen in found if seen.data is not None]
        return [account for account in accounts if account.correspondent == correspondent]

    def _ids(self, correspondent: str, token: str) -> set[AccountId]:
        if "@" in token:
            return self._by_email(correspondent, token)
        found = self._by_phone(correspondent, token)
        if is_account_number(token):
            (seen,) = self.ledger.get([account_number_path(token)])
            found |= {AccountId(seen.data["account_id"])} if seen.data is not None else set()
        return found

    def _by_email(self, correspondent: str, address: str) -> set[AccountId]:
        (seen,) = self.vault.get([claim_path(self.indexing.email(correspondent, address))])
        claim = claim_of(seen.data) if seen.data is not None else None
        confirmed = claim is not None and claim.state is ClaimState.CONFIRMED
        return {claim.account_id} if claim is not None and confirmed else set()

    def _by_phone(self, correspondent: str, number: str) -> set[AccountId]:
        try:
            lookup = self.indexing.phone(correspondent, number)
        except ValueError:
            return set()
        found = self.vault.query(INDEXES, [Condition("lookup", "==", lookup)], limit=ACCOUNTS_MAX)
        return {AccountId(seen.data["account_id"]) for seen in found if seen.data is not None}


def _age(account: Account) -> tuple[object, str]:
    return account.created_at, account.account_id
