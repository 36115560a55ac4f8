"""What `ledger show` prints of an account."""

from collections.abc import Iterator
from typing import Any

from emulators import console
from emulators.operator.account_ledger import AccountLedger, booked_at, lines_of


def account_ledger(found: AccountLedger) -> None:
    """Print an account's balances, its entries with their lines, and whether its chain is whole."""
    console.line(f"account {found.account.account_id}  {found.account.state.value}")
    balances = [(code, amount, of) for (code, of), amount in found.balances().items()]
    console.table(("balance", "amount", "of"), balances)
    console.line()
    console.table(
        ("no", "posting", "booked", "account", "", "amount", "hash"), list(_entry_rows(found))
    )
    console.line()
    if found.is_whole:
        console.good(
            f"The chain is whole: {found.intact} entries, each hashed over the one before."
        )
    else:
        console.bad(
            f"The chain is broken after entry {found.intact} of {found.account.chain_sequence}: "
            "an entry was changed, removed or added by another hand."
        )


def account_ledger_as_json(found: AccountLedger) -> dict[str, Any]:
    """Return the same for scripts."""
    return {
        "account_id": found.account.account_id,
        "chain": {"whole": found.is_whole, "intact": found.intact},
        "balances": [
            {"code": code, "commodity": of, "amount": amount}
            for (code, of), amount in found.balances().items()
        ],
        "entries": [
            {
                "id": entry.draft.entry_id,
                "posting": entry.draft.posting,
                "booked_at": booked_at(entry),
                "hash": entry.hash,
                "lines": [" ".join(line) for line in lines_of(entry)],
            }
            for entry in found.entries
        ],
    }


def _entry_rows(found: AccountLedger) -> Iterator[tuple[str, ...]]:
    for number, entry in enumerate(found.entries, 1):
        (first, *others) = lines_of(entry)
        yield (str(number), entry.draft.posting, booked_at(entry), *first, entry.hash[:12])
        yield from (("", "", "", *line, "") for line in others)
