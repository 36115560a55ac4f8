"""The EU ledger as plain-text accounting that `bean-check` (beancount) balances by itself.

Every entry is a transaction, every account of the chart an account, and the balances that are kept
of each client account are assertions after the last entry. Debit is positive in both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from emulators.operator.account_ledger import symbol_of
from shared.core.documents import Data
from shared.core.money import CASH_SCALE, text
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.export import ChainEnd, Export

_KINDS = {"1": "Assets", "2": "Liabilities", "3": "Equity", "4": "Income", "5": "Expenses"}
_OPTIONS = (
    'option "title" "EU ledger"',
    'option "operating_currency" "EUR"',
)


def beancount(export: Export) -> Iterator[str]:
    """Yield the lines of a beancount file."""
    entries = sorted(export.entries, key=lambda entry: str(entry[1].get("effective_date")))
    yield from _OPTIONS
    yield from _opened(entries, export.ends)
    for entry_id, data in entries:
        yield from _transaction(entry_id, data)
    yield from _assertions(entries, export.ends)


def account_named(account: str) -> str:
    """Return the name of a ledger account: its kind, code and title, and the client's id."""
    code, _, client = account.partition(":")
    title = Code(code).name.replace("_", " ").title().replace(" ", "")
    named = f"{_KINDS[code[2]]}:{code}-{title}"
    return f"{named}:Client-{client}" if client else named


def _opened(entries: Sequence[tuple[str, Data]], ends: Iterable[ChainEnd]) -> Iterator[str]:
    accounts = {line["account"] for _, data in entries for line in data["lines"]}
    accounts |= {account for account, _ in _balances(ends)}
    first = _days(entries)[0]
    for account in sorted(accounts):
        yield f"{first} open {account_named(account)}"


def _transaction(entry_id: str, data: Data) -> Iterator[str]:
    yield ""
    yield f'{data["effective_date"]} * "{data["posting"]}" "{entry_id}"'
    yield f'  hash: "{data["hash"]}"'
    for line in data["lines"]:
        amount = text(line["amount"], line["scale"])
        yield f"  {account_named(line['account'])}  {amount} {symbol_of(line['commodity'])}"


def _assertions(entries: Sequence[tuple[str, Data]], ends: Iterable[ChainEnd]) -> Iterator[str]:
    yield ""
    after = date.fromisoformat(_days(entries)[1]) + timedelta(days=1)
    for account, cents in _balances(ends):
        # Without a tolerance of its own beancount would let a cent pass.
        yield f"{after} balance {account_named(account)}  {text(-cents, CASH_SCALE)} ~ 0 {EUR}"


def _balances(ends: Iterable[ChainEnd]) -> Iterator[tuple[str, int]]:
    """Yield what is kept of each client account, in cents, credit positive."""
    for end in ends:
        kept: Mapping[str, int] = end.balances or {}
        client = end.head.chain.partition(":")[2]
        yield from ((f"{code}:{client}", cents) for code, cents in sorted(kept.items()))


def _days(entries: Sequence[tuple[str, Data]]) -> tuple[str, str]:
    """Return the first and the last effective day; of an empty book, two days of its own."""
    days = [str(data["effective_date"]) for _, data in entries] or [date.min.isoformat()]
    return days[0], days[-1]
