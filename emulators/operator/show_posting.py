"""What the commands of corrections print."""

from collections.abc import Sequence

from emulators import console
from emulators.operator import show
from emulators.operator.account_ledger import lines_of, symbol_of
from shared.core.ids import AccountId
from shared.core.money import CASH_SCALE, text
from shared.eu.accounts.service.posting import Posted
from shared.eu.ledger.model.chart import scale_of
from shared.eu.ledger.model.entry import Entry
from shared.eu.ledger.model.totals import Totals


def posted(found: Posted, is_dry: bool, as_json: bool) -> None:
    """Print an entry with its lines and the balances after it; or the same for scripts."""
    entry = found.entry
    after = [
        (account_id, code, text(cents, CASH_SCALE))
        for account_id, account in found.accounts.items()
        for code, cents in sorted(account.balances.items())
    ]
    if as_json:
        show.as_json(
            {
                "dry_run": is_dry,
                "entry_id": entry.draft.entry_id,
                "posting": entry.draft.posting,
                "effective_date": entry.draft.effective_date.isoformat(),
                "lines": [" ".join(line) for line in lines_of(entry)],
                "balances": [
                    {"account_id": account_id, "code": code, "amount": amount}
                    for account_id, code, amount in after
                ],
            }
        )
        return
    console.table(("account", "", "amount"), lines_of(entry))
    if after:
        console.line()
        console.table(("client", "balance after", "EUR"), after)
    said = "Nothing was booked: this was a dry run." if is_dry else "It is booked."
    console.good(f"Entry {entry.draft.entry_id}, {entry.draft.posting}. {said}")


def balances(account_id: AccountId, entries: Sequence[Entry], as_json: bool) -> None:
    """Print what entries sum to for a client, credit positive; or the same for scripts."""
    totals = Totals.of(entries)
    rows = [
        (code.value, symbol_of(commodity), text(-amount, scale_of(commodity)))
        for (code, client, commodity), amount in sorted(totals.amounts.items(), key=str)
        if client == account_id and amount
    ]
    if as_json:
        listed = [{"code": code, "commodity": of, "amount": amount} for code, of, amount in rows]
        show.as_json({"account_id": account_id, "entries": len(entries), "balances": listed})
        return
    console.table(("balance", "of", "amount"), rows)
    console.line(f"{len(entries)} entries")
