"""Time the vault and the opening of accounts beside their bare store calls.

`python -m tests.benchmarks.people`. The service runs in this process, over the stack's Firestore
and KMS; the floors run in turns of random order between the measured calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from emulators.kms import key_list
from shared.core.documents import Condition, Delete, Documents, Snapshot, Write, create
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.application import read_application
from shared.eu.identity.model.views import PERSON_BLOCKS
from shared.eu.identity.paths import holder_of, holder_path
from shared.eu.identity.service.review import AutomaticReview
from shared.eu.identity.wiring.identity import SERVICE_ACCOUNT, over
from shared.eu.identity.wiring.stores import VAULT, VAULT_KEYS, Stores
from shared.eu.vault.paths import subject_path
from shared.eu.vault.service.access_log import Access, AccessPurpose
from shared.eu.vault.service.counted_keys import CountedKeys
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.objects import FolderObjects
from tests.benchmarks import results
from tests.benchmarks.interleaved import WARM_UP, interleaved
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, median_ratio_95, spread
from tests.benchmarks.stack import SANDBOX, Stack, prepare, running_stack
from tests.unit.eu.identity.bodies import application

PERSONS, READS, OPENINGS = 10, 1_000, 100
RATIO_MAX, KEY_CALLS_MAX = 1.5, 20
PARTNER = "BENCH"
VIEW = Access(PARTNER, AccessPurpose.ACCOUNT_VIEW)
FLOOR = "bench_floor"


@dataclass
class Recorded:
    """A database that remembers what was committed to it, so that the floor can repeat it."""

    documents: Documents
    commits: list[tuple[Documents, list[Any]]] = field(default_factory=list)

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        """Read as always."""
        return self.documents.get(paths)

    def commit(self, writes: Sequence[Write]) -> None:
        """Commit as always, and remember."""
        self.documents.commit(writes)
        kept = [write.data for write in writes if not isinstance(write, Delete)]
        self.commits.append((self.documents, kept))

    def query(
        self,
        collection: str,
        where: Sequence[Condition] = (),
        *,
        order_by: str | None = None,
        descending: bool = False,
        limit: int,
    ) -> list[Snapshot]:
        """Query as always."""
        return self.documents.query(
            collection, where, order_by=order_by, descending=descending, limit=limit
        )


@dataclass
class Bench:
    """An instance of the identity service over the stack."""

    stack: Stack

    def __post_init__(self) -> None:
        eu, clock = self.stack.state["eu"], SystemClock()
        self.commits: list[tuple[Documents, list[Any]]] = []
        self.databases = {
            name: Recorded(
                FirestoreDocuments(eu["project"], name, self.stack.firestore_host), self.commits
            )
            for name in ("ledger", VAULT, VAULT_KEYS)
        }
        self.keys = CountedKeys(_keys(eu))
        stores = Stores(
            self.databases["ledger"],
            self.databases[VAULT],
            self.databases[VAULT_KEYS],
            FolderObjects(Path(SANDBOX.objects)),
            self.keys,
        )
        self.services = over(stores, clock, SystemEntropy(), AutomaticReview())

    def open(self) -> AccountId:
        """Open an account and return its id."""
        body = application(contact__email_address=f"{uuid4().hex}@example.org")
        seen = self.services.onboarding.open(PARTNER, read_application(body, datetime.now(UTC)))
        return account_of(seen.path, seen.data or {}).account_id

    def owner_of(self, account_id: AccountId) -> str:
        """Return the id of an account's owner."""
        (holder,) = self.databases[VAULT].get([holder_path(account_id)])
        return holder_of(holder.path, holder.data or {}).subject_id


def measure(stack: Stack) -> list[Row]:
    """Run both benchmarks on a running stack; print and keep them."""
    dice = Random()
    return [*_reads(stack, dice), _openings(stack, dice)]


def _reads(stack: Stack, dice: Random) -> list[Row]:
    opened = Bench(stack)
    subjects = [opened.owner_of(opened.open()) for _ in range(PERSONS)]
    bench = Bench(stack)
    vault = bench.databases[VAULT].documents

    def read() -> None:
        bench.services.profiles.vault.read([dice.choice(subjects)], PERSON_BLOCKS, VIEW)

    def floor() -> None:
        vault.get([subject_path(dice.choice(subjects))])
        vault.commit([_new({"subject_id": PARTNER, "reader": PARTNER, "collections": []})])

    own, beside = interleaved(read, floor, READS, dice)
    calls = sum(bench.keys.calls.values())
    told = f"{READS} reads of {PERSONS} persons"
    return [
        _row("vault_read", "vault read, ms", own, beside, key_calls=calls),
        Row("calls of the KMS", str(calls), told, "", f"≤ {KEY_CALLS_MAX}"),
    ]


def _openings(stack: Stack, dice: Random) -> Row:
    bench = Bench(stack)
    for _ in range(WARM_UP):
        bench.open()
    bench.commits.clear()
    bench.open()
    once = list(bench.commits)

    def floor() -> None:
        for database, contents in once:
            database.commit([_new(data) for data in contents])

    own, beside = interleaved(bench.open, floor, OPENINGS, dice)
    return _row("account_creation", "account creation, ms", own, beside, commits=len(once))


def _row(name: str, title: str, own: list[float], beside: list[float], **facts: int) -> Row:
    ratio = median(own) / median(beside)
    figures = {
        "unit": "ms",
        "own": spread(own),
        "floor": spread(beside),
        "ratio_p50": round(ratio, 2),
        "ratio_95": median_ratio_95(own, beside),
        **facts,
    }
    results.keep(name, figures)
    mine, bare = f"{median(own):.2f}", f"{median(beside):.2f}"
    return Row(title, mine, bare, f"{ratio:.2f}", f"≤ {RATIO_MAX}")


def _new(data: Any) -> Write:
    return create(f"{FLOOR}/{uuid4().hex}", {k: v for k, v in data.items() if k != "version"})


def _keys(eu: dict[str, Any]) -> KmsKeys:
    listed = key_list.read()
    return KmsKeys(
        eu["project"], listed.location, listed.key_ring, eu["kms_host"], caller=SERVICE_ACCOUNT
    )


if __name__ == "__main__":
    prepare()
    with running_stack() as running:
        results.table(measure(running))
