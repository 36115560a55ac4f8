"""From an event to the page it is in: nudged by the commit that records it, beside sweeps alone.

`python -m tests.benchmarks.paging`. Events of orders come through the functions, which nudge; those
beside them are committed past the functions, so that the next sweep finds them.
"""

import time
from contextlib import closing
from random import Random

from emulators.regions import REGIONS
from shared.core.clock import epoch_ms, instant_of, rfc3339
from shared.core.ids import AccountId, EventId
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.events.model.record import Happening, Stream
from shared.eu.events.paths import EVENTS, PAGES
from shared.eu.relay.model.ulid import ulid_ms
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.documents import FirestoreDocuments
from tests.benchmarks import results
from tests.benchmarks.paths import send
from tests.benchmarks.real_path import real_path
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, spread
from tests.benchmarks.stack import Stack, prepare, running_stack

ORDERS, TOLD = 150, 60
PAUSE_S_MAX, SWEEP_S = 0.1, 0.5
PAGES_READ_MAX = 10_000
REST_TIMEOUT_S = 30


def measure(stack: Stack) -> list[Row]:
    """Return the row of the table."""
    region = REGIONS["eu"]
    documents = FirestoreDocuments(region.project, region.database, stack.firestore_host)
    dice, path = Random(11), real_path(stack)
    _rest(documents)
    began = rfc3339(SystemClock().now())
    with closing(path.connect()) as connection:
        for _ in range(ORDERS):
            send(connection, path.new_order(dice))
            time.sleep(dice.uniform(0, PAUSE_S_MAX))
    _rest(documents)
    between = rfc3339(SystemClock().now())
    account_id = AccountId(stack.state["partners"][0]["accounts"][0])
    for _ in range(TOLD):
        _tell(documents, account_id)
        time.sleep(dice.uniform(0, SWEEP_S))
    _rest(documents)
    nudged, swept = _waits_ms(documents, began, between), _waits_ms(documents, between, "9999")
    results.keep("paging", {"nudged_ms": spread(nudged), "swept_ms": spread(swept)})
    own, beside = median(nudged), median(swept)
    return [
        Row("event to page, p50 (beside it: sweeps alone)", f"{own:.0f} ms", f"{beside:.0f} ms",
            f"{own / beside:.2f}", "-"),
    ]  # fmt: skip


def _tell(documents: FirestoreDocuments, account_id: AccountId) -> None:
    """Record an event without a nudge."""
    (seen,) = documents.get([account_path(account_id)])
    now = SystemClock().now()
    change = AccountChange(seen, now)
    body = {Stream.ACCOUNT_STATUS.value: {"account_id": account_id, "at": rfc3339(now)}}
    event_id = EventId(SystemEntropy().token_hex(16))
    change.tell(Happening(event_id, "status", (Stream.ACCOUNT_STATUS,), now, body))
    documents.commit(change.writes())


def _rest(documents: FirestoreDocuments) -> None:
    """Wait until everything is paged, for a while: a fill may still be on its way."""
    deadline_s, quiet = time.monotonic() + REST_TIMEOUT_S, 0
    while quiet < 10:
        if time.monotonic() > deadline_s:
            raise TimeoutError("events are not paged")
        quiet = 0 if documents.query(EVENTS, limit=1) else quiet + 1
        time.sleep(0.1)


def _waits_ms(documents: FirestoreDocuments, since: str, before: str) -> list[float]:
    """Return how long each event of a time has waited for its id."""
    pages = documents.query(PAGES, limit=PAGES_READ_MAX)
    return [
        float(ulid_ms(event["event_id"]) - epoch_ms(instant_of(event["at"])))
        for page in pages
        for event in (page.data or {})["events"]
        if since <= event["at"] < before
    ]


def main() -> None:
    """Measure on a stack of its own."""
    prepare()
    with running_stack() as stack:
        results.table(measure(stack))


if __name__ == "__main__":
    main()
