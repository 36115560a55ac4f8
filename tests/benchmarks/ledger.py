"""Time the book of record: postings, balances, and the offline check.

`python -m tests.benchmarks.ledger`.

Postings with the house's bank in each of them run in turns with postings that touch clients alone,
while the stack's own projector folds; beside both, double entry on PostgreSQL.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

from emulators.operator.verifier.verify import verify
from shared.core.canonical import CHAIN_START
from shared.core.clock import trade_date
from shared.core.documents import create
from shared.core.errors import StoreError
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.accounts.model.account import CASH
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.checkpoint import Head
from shared.eu.ledger.model.entry import ChainHead, Draft, Entry, Line, book, chain_of, head_after
from shared.eu.ledger.model.export import ChainEnd, Export
from shared.eu.ledger.model.postings import deposit, hold
from shared.eu.ledger.paths import entry_document
from shared.eu.ledger.service.house_reader import HouseReader
from shared.eu.ledger.service.projecting import Projector
from shared.gcp.clock import SystemEntropy
from shared.gcp.documents import FirestoreDocuments
from tests.benchmarks import postgres, results
from tests.benchmarks.accounts import commit_all, funded_accounts
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, spread
from tests.benchmarks.stack import Stack, prepare, running_stack

ACCOUNTS, WRITERS, ROUNDS, POSTINGS = 1_000, 8, 5, 400
BEHIND = (10, 1_000, 100_000)
READS, HOUSE_READS = 200, 5
VERIFIED = 100_000
TIMEOUT_MS = 60_000
RATIO_MIN = 0.9

Lines = Callable[[AccountId, Cents], tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Bench:
    """A database of the stack, with funded accounts of its own."""

    documents: FirestoreDocuments
    accounts: Sequence[AccountId]

    @classmethod
    def on(cls, stack: Stack) -> "Bench":
        """Make accounts in the stack's ledger."""
        eu = stack.state["eu"]
        documents = FirestoreDocuments(
            eu["project"], "ledger", stack.firestore_host, timeout_ms=TIMEOUT_MS
        )
        return cls(documents, funded_accounts(documents, ACCOUNTS, "BENCH"))

    def per_second(self, lines: Lines, dice: Random) -> float:
        """Post from several writers at once and return the postings a second."""
        chosen = [dice.choice(self.accounts) for _ in range(POSTINGS)]
        started = perf_counter()
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda account_id: self._post(account_id, lines), chosen))
        return POSTINGS / (perf_counter() - started)

    def _post(self, account_id: AccountId, lines: Lines) -> None:
        """Read, decide, commit; once more where another writer was at the same account."""
        while True:
            (seen,) = self.documents.get([account_path(account_id)])
            change = AccountChange(seen, datetime.now(UTC))
            change.post(_draft(lines(account_id, Cents(1))))
            try:
                return self.documents.commit(change.writes())
            except StoreError:
                continue


def measure(stack: Stack) -> list[Row]:
    """Run all on a running stack; print and keep them."""
    dice = Random()
    bench = Bench.on(stack)
    return [*_postings(bench, dice), *_balances(bench), _verifying()]


def _postings(bench: Bench, dice: Random) -> list[Row]:
    """Holds move clients alone; deposits have the one bank of all clients in each of them."""
    spread_out: list[float] = []
    omnibus: list[float] = []
    for _ in range(ROUNDS):
        turns = [(hold, spread_out), (deposit, omnibus)]
        for lines, figures in dice.sample(turns, 2):
            figures.append(bench.per_second(lines, dice))
    beside = postgres.measure(ACCOUNTS, WRITERS)
    ratio = median(omnibus) / median(spread_out)
    results.keep(
        "ledger_postings",
        {
            "unit": "postings/s",
            "spread_over_accounts": spread(spread_out),
            "one_omnibus_account": spread(omnibus),
            "ratio_p50": round(ratio, 2),
            "postgresql": beside.as_dict() if beside else None,
        },
    )
    own = f"{median(omnibus):.0f} with omnibus", f"{median(spread_out):.0f} spread"
    rows = [Row("postings a second", *own, f"{ratio:.2f}", f"≥ {RATIO_MIN}")]
    if beside is None:
        return [*rows, Row("beside it: PostgreSQL", "none on this machine", "", "", "")]
    shown = f"{beside.omnibus:.0f} with omnibus", f"{beside.spread_out:.0f} spread"
    name = "double entry on PostgreSQL"
    return [*rows, Row(name, *shown, f"{beside.omnibus / beside.spread_out:.2f}", "")]


def _balances(bench: Bench) -> list[Row]:
    """Grow the book behind one account and the bank, and read both balances on the way."""
    account_id = bench.accounts[0]
    projector = Projector(bench.documents, SystemEntropy())
    figures: dict[str, Any] = {"unit": "ms"}
    clients: list[float] = []
    houses: list[float] = []
    written = 0
    for target in BEHIND:
        _fill(bench.documents, account_id, written, target)
        written = target
        projector.project()
        client = _read_ms(READS, lambda: _balance(bench.documents, account_id))
        house = _read_ms(HOUSE_READS, lambda: HouseReader(bench.documents).of("EUR"))
        figures[str(target)] = {"client": spread(client), "house": spread(house)}
        clients.append(median(client))
        houses.append(median(house))
    results.keep("ledger_balance", figures)
    return [
        _grown("a client's balance, ms", clients),
        # Google's emulator has no index: it looks at every entry for those that wait.
        _grown("the bank's balance, ms (emulator)", houses),
    ]


def _grown(title: str, medians: Sequence[float]) -> Row:
    behind = f"{BEHIND[-1]:,} entries: {medians[-1]:.2f}"
    return Row(
        title, behind, f"{BEHIND[0]}: {medians[0]:.2f}", f"{medians[-1] / medians[0]:.2f}", "1"
    )


def _balance(documents: FirestoreDocuments, account_id: AccountId) -> int:
    (seen,) = documents.get([account_path(account_id)])
    return account_of(seen.path, seen.data or {}).balance(CASH)


def _read_ms(times: int, read: Callable[[], object]) -> list[float]:
    samples = []
    for _ in range(times):
        started = perf_counter()
        read()
        samples.append((perf_counter() - started) * 1_000)
    return samples


def _fill(documents: FirestoreDocuments, account_id: AccountId, first: int, last: int) -> None:
    """Put entries behind an account, most of them folded already: only their number matters."""
    entries = (_chained(account_id, number) for number in range(first + 1, last + 1))
    marked = [create(f"entries/{entry_id}", data) for entry_id, data in map(_folded, entries)]
    commit_all(documents, marked)


def _chained(account_id: AccountId, number: int) -> Entry:
    head = ChainHead(number - 1, CHAIN_START)
    return book(_draft(deposit(account_id, Cents(1))), account_id, head, datetime.now(UTC))


def _folded(entry: Entry) -> tuple[str, dict[str, Any]]:
    document = entry_document(entry)
    document.pop("unprojected")
    return entry.draft.entry_id, document


def _verifying() -> Row:
    """Check an export of many entries, as an auditor does on a machine of his own."""
    lines = list(_export().lines())
    size_mib = sum(map(len, lines)) / 2**20
    started = perf_counter()
    report = verify(lines)
    took_s = perf_counter() - started
    if report.findings or report.entries != VERIFIED:
        raise RuntimeError(f"the export is not sound: {report.findings[:3]}")
    results.keep(
        "ledger_verify",
        {"entries": VERIFIED, "mib": round(size_mib, 1), "seconds": round(took_s, 2)},
    )
    told = f"{took_s:.1f} s, {VERIFIED / took_s:,.0f} entries/s"
    return Row("verifying 100,000 entries offline", told, f"{size_mib:.0f} MiB", "", "")


def _export() -> Export:
    heads = {AccountId(str(uuid4())): ChainHead(0, CHAIN_START) for _ in range(ACCOUNTS)}
    now = datetime.now(UTC)
    entries: list[tuple[str, dict[str, Any]]] = []
    for account_id in (each for _ in range(VERIFIED // ACCOUNTS) for each in heads):
        entry = book(_draft(deposit(account_id, Cents(1))), account_id, heads[account_id], now)
        heads[account_id] = head_after(entry)
        entries.append((entry.draft.entry_id, entry_document(entry)))
    ends = [
        ChainEnd(Head(chain_of(account_id), head.sequence, head.hash), {CASH: head.sequence})
        for account_id, head in heads.items()
    ]
    return Export(now, (), {}, ends, entries)


def _draft(lines: tuple[Line, ...]) -> Draft:
    now = datetime.now(UTC)
    return Draft(EntryId(str(uuid4())), "P", lines, now, trade_date(now))


if __name__ == "__main__":
    prepare()
    with running_stack() as running:
        results.table(measure(running))
