"""The partners of a running sandbox: made, given other keys, revoked, given accounts and money.

The books are the EU ledger's; what `state.json` says follows them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from emulators.operator.stack import CannotDo
from emulators.partner_credentials import credentials, known, whole_key
from emulators.sandbox import Sandbox
from emulators.seed import Opening, Partner, new_account_ids, new_partner, open_account
from emulators.seed import residual_cohort as residual_cohort_of
from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Delete, Documents
from shared.core.ids import AccountId, derive
from shared.core.money import Cents
from shared.eu.auth.paths import client_path, credential_path
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk

CODE_FORM = re.compile(r"[A-Z]{4}")
ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class PartnerBook:
    """The partners of one sandbox, and the ledger that knows them."""

    sandbox: Sandbox
    documents: Documents
    clock: Clock
    entropy: Entropy

    def partners(self) -> list[Partner]:
        """Return the partners that there are."""
        listed = (self.sandbox.state() or {"partners": []})["partners"]
        return [Partner.from_state(entry) for entry in listed]

    def named(self, code: str) -> Partner:
        """Return the partner of a code.

        Raises CannotDo.
        """
        found = [each for each in self.partners() if each.correspondent == code]
        if not found:
            known_codes = ", ".join(each.correspondent for each in self.partners()) or "none"
            raise CannotDo(f"There is no partner with the code {code}. There are: {known_codes}")
        return found[0]

    def create(self, name: str, code: str, account_count: int) -> Partner:
        """Make a partner known by its keys; its accounts are drawn, and not opened yet.

        Raises CannotDo.
        """
        if not CODE_FORM.fullmatch(code):
            raise CannotDo("A code is four capital letters: --code ACME")
        if self._is_taken(code):
            raise CannotDo(f"The code {code} is taken. Choose another one: --code ACME")
        partner = new_partner(name, code, self.entropy, account_count)
        self.documents.commit(credentials(partner))
        self._list(lambda partners: [*partners, partner.as_state()])
        return partner

    def rotate(self, code: str, *, keep_old: bool) -> Partner:
        """Give a partner another key pair; the old one ends, unless it is kept for a while.

        Raises CannotDo.
        """
        partner = self.named(code)
        renewed = partner.with_new_key(self.entropy)
        old = [] if keep_old else self._deletes([known(credential_path(partner.api_key))])
        self.documents.commit([whole_key(renewed), *old])
        self._list(lambda partners: [_renewed(entry, renewed) for entry in partners])
        return renewed

    def revoke(self, code: str) -> None:
        """End everything that proves a partner; its accounts stay in the books.

        Raises CannotDo.
        """
        partner = self.named(code)
        self.documents.commit(self._deletes(self._proofs(partner)))
        self._list(lambda partners: [e for e in partners if e["correspondent"] != code])

    def revoke_key(self, code: str, api_key: str) -> None:
        """End one key of a partner that is not its current one.

        Raises CannotDo.
        """
        if api_key == self.named(code).api_key:
            raise CannotDo(f"That is the current key. See: two-ledger partner rotate {code}")
        path = credential_path(api_key)
        (seen,) = self.documents.get([path]) if path else (None,)
        if seen is None or seen.data is None or seen.data["correspondent"] != code:
            raise CannotDo(f"{code} has no such key.")
        self.documents.commit([Delete(seen.path, seen.token)])

    def open_accounts(self, partner: Partner, deposit_cents: int) -> Iterator[str]:
        """Open a partner's drawn accounts and fund them, one at a time; yield each."""
        cohort = residual_cohort_of(self.documents, self.entropy)
        for number, account_id in enumerate(partner.accounts):
            opening = Opening(partner.correspondent, account_id, number, cohort, deposit_cents)
            open_account(self.documents, opening, self.clock)
            yield account_id

    def add_accounts(self, code: str, count: int, deposit_cents: int) -> Iterator[str]:
        """Open more accounts for a partner, active and funded; yield each.

        Raises CannotDo.
        """
        partner = self.named(code)
        cohort = residual_cohort_of(self.documents, self.entropy)
        drawn = new_account_ids(self.entropy, count)
        for number, account_id in enumerate(drawn, len(partner.accounts)):
            opening = Opening(code, account_id, number, cohort, deposit_cents)
            open_account(self.documents, opening, self.clock)
            self._add_account(code, account_id)
            yield account_id

    def deposit(self, account_id: str, cents: int) -> str:
        """Credit euro to an account by a posting of its own; return the transfer's id.

        Raises Refusal where the account may not be credited, LookupError where there is none.
        """
        transfer_id = derive("transfer", "sandbox", self.entropy.token_hex(16))
        deposit = Deposit(transfer_id, AccountId(account_id), Cents(cents), self.clock.now())
        FundingDesk(self.documents, self.clock).credit(deposit)
        return transfer_id

    def _add_account(self, code: str, account_id: str) -> None:
        self._list(lambda partners: [_with_account(e, code, account_id) for e in partners])

    def _is_taken(self, code: str) -> bool:
        own = [Condition("correspondent", "==", code)]
        return any(each.correspondent == code for each in self.partners()) or bool(
            self.documents.query(ACCOUNTS, own, limit=1)
        )

    def _proofs(self, partner: Partner) -> list[str]:
        keys = self.documents.query(
            "credentials", [Condition("correspondent", "==", partner.correspondent)], limit=100
        )
        return [*(seen.path for seen in keys), known(client_path(partner.client_id))]

    def _deletes(self, paths: Sequence[str]) -> list[Delete]:
        return [Delete(seen.path, seen.token) for seen in self.documents.get(paths) if seen.exists]

    def _list(self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
        self.sandbox.change_state(lambda state: {**state, "partners": change(state["partners"])})


def _renewed(entry: dict[str, Any], partner: Partner) -> dict[str, Any]:
    if entry["correspondent"] != partner.correspondent:
        return entry
    return entry | {"api_key": partner.api_key, "api_secret": partner.api_secret}


def _with_account(entry: dict[str, Any], code: str, account_id: str) -> dict[str, Any]:
    if entry["correspondent"] != code:
        return entry
    return entry | {"accounts": [*entry["accounts"], account_id]}
