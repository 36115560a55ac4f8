"""The canary test (R-520): every personal field planted, whole lives lived, everything searched.

Nothing may be found but the copies that the register lets the EU keep in clear; and what is planted
as a leak must be found, in every disguise.
"""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from google.pubsub_v1.types import PubsubMessage

from shared.core.documents import Delete, create
from shared.eu.vault.model.registry import entries
from tests.e2e import canaries
from tests.e2e.canary_life import CLIENT_ORDER_ID, WITH_BODY, Life
from tests.e2e.disguises import disguises
from tests.e2e.leak_scanner import LeakScanner
from tests.e2e.modes import MODE
from tests.e2e.running_stack import RunningStack
from tests.e2e.test_nothing_personal_abroad import findings, logs, messages, us_documents, whole
from tests.functions.in_process import ROUTES

pytestmark = pytest.mark.stack

WHOLE, ORDINARY, CONTROL = 1, range(100, 298), 9_000
AT_ONCE = 4
BUNDLES = "bundles"
# The keys of an embedded stack are in no file.
_WRITTEN = {"logs", "kms", "objects"}
FOLDERS = {"normal": _WRITTEN, "isolated": _WRITTEN, "embedded": _WRITTEN - {"kms"}}
# What the EU keeps in clear, by collection; the register must allow each of them.
KEPT = {
    "ledger/activities": {CLIENT_ORDER_ID},
    "ledger/event_pages": {CLIENT_ORDER_ID},
    "ledger/orders": {CLIENT_ORDER_ID},
    "vault/holders": {"agreements.revision"},
    "vault/uploads": {"documents.document_type", "documents.mime_type"},
}
KEPT_COPIES = ("yes", "version ids")


@dataclass(frozen=True, slots=True)
class Searched:
    """The lives that were lived, and a scanner for all that they have planted."""

    life: Life
    scanner: LeakScanner

    def paths_in(self, data: bytes) -> set[str]:
        """Return the fields, by path of the register, that are found."""
        return {name.partition(" ")[0] for name in self.scanner.scan(data)}


@pytest.fixture(scope="module")
def searched(running: RunningStack) -> Searched:
    """Live all lives, and wait until nothing is on its way any more."""
    life = Life(running.partners[0])
    life.whole(WHOLE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(life.ordinary, ORDINARY))
    running.come_to_rest()
    return Searched(life, LeakScanner(life.planted))


def test_nothing_personal_is_in_the_us(running: RunningStack, searched: Searched) -> None:
    assert findings(searched.scanner, us_documents(running)) == {}


def test_nothing_personal_is_on_a_topic(running: RunningStack, searched: Searched) -> None:
    assert findings(searched.scanner, messages(running)) == {}


def test_nothing_personal_is_in_a_file(running: RunningStack, searched: Searched) -> None:
    """Logs, the KMS's store, objects at rest, and whatever else the stack writes but its code."""
    written = dict(files(running.sandbox.directory))

    assert findings(searched.scanner, iter(written.items())) == {}
    folders = {name.partition("/")[0] for name in written}
    assert FOLDERS[MODE] <= folders


def test_the_eu_keeps_in_clear_what_the_register_allows(
    running: RunningStack, searched: Searched
) -> None:
    kept: dict[str, set[str]] = defaultdict(set)
    for document in running.eu_databases.documents():
        _, _, _, database, _, collection, _ = document.name.split("/", 6)
        found = searched.paths_in(document.name.encode() + b"\n" + document.content)
        kept[f"{database}/{collection}"] |= found

    assert {place: paths for place, paths in kept.items() if paths} == KEPT
    assert {"vault/subjects", "vault/indexes", "vault/rectified", "vault-keys/wraps"} <= set(kept)


def test_the_register_allows_what_is_kept() -> None:
    for path in set().union(*KEPT.values()):
        copy = entries()[path].ledger_copy
        assert copy is not None, path
        assert copy.startswith(KEPT_COPIES), path


def test_no_answer_to_a_misuse_repeats_what_came(searched: Searched) -> None:
    other = LeakScanner(canaries.elsewhere(WHOLE))
    answers = searched.life.misused.items()

    assert findings(other, ((way, answer.content) for way, answer in answers)) == {}
    assert {way: answer.status for way, answer in answers if answer.status >= 500} == {}


def test_every_operation_on_persons_was_done(searched: Searched) -> None:
    asked = {r.operation for r in ROUTES if r.function == "identity" and r.method in WITH_BODY}

    assert asked - searched.life.done == set()


def test_a_leak_is_found_in_every_disguise(running: RunningStack, tmp_path: Path) -> None:
    name, value = "identity.given_name", canaries.person(CONTROL)["identity.given_name"]
    scanner = LeakScanner(canaries.elsewhere(CONTROL) | {name: value})
    leaks = disguises(value)
    # Nobody but us listens to a dead letter.
    topic = next(topic for topic in running.taps.heard() if topic.endswith("-dead"))
    for number, (disguise, leak) in enumerate(leaks.items()):
        text = f"before {leak} after"
        (tmp_path / disguise).write_text(text)
        running.taps.publish(topic, PubsubMessage(data=text.encode(), attributes={"as": disguise}))
        running.us.commit([create(f"planted/{number}", {"note": text, "as": disguise})])
    try:
        stored = [each for each in us_documents(running) if "/planted/" in each[0]]
    finally:
        paths = [f"planted/{number}" for number in range(len(leaks))]
        running.us.commit([Delete(seen.path, seen.token) for seen in running.us.get(paths)])

    heard = running.taps.heard()[topic]
    sent = [(m.attributes["as"], whole(m)) for m in heard if m.attributes.get("as") in leaks]
    assert findings(scanner, logs(tmp_path)) == {disguise: {name} for disguise in leaks}
    assert findings(scanner, iter(sent)) == {disguise: {name} for disguise in leaks}
    assert list(findings(scanner, iter(stored)).values()) == [{name}] * len(leaks)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a running stack but the copies of its code."""
    for path, content in logs(folder):
        if not path.startswith(f"{BUNDLES}/"):
            yield path, content
