"""Access to accounts: a partner sees its own, and nothing tells that another one exists."""

import re
from dataclasses import dataclass

from shared.core.documents import Documents, Snapshot
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path

UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """Authorizes routes that name an account."""

    documents: Documents

    def own_account(self, principal: Principal, account_id: str) -> Snapshot:
        """Return the snapshot of the partner's account.

        Raises Refusal `not_found` where there is none, or it is another partner's, or the key is
        bound to another account.
        """
        if not UUID_FORM.fullmatch(account_id):
            raise Refusal("not_found")
        (snapshot,) = self.documents.get([account_path(AccountId(account_id))])
        data = snapshot.data
        bound_elsewhere = principal.account_id not in (None, account_id)
        if data is None or data["correspondent"] != principal.correspondent or bound_elsewhere:
            raise Refusal("not_found")
        return snapshot
