"""What does not belong at the border: recorded by digest where it arrived, or without effect."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from google.pubsub_v1.types import PubsubMessage

from shared.core.documents import Documents
from tests.e2e.forgeries import CANARY, FORGERIES, digest_of, rewritten
from tests.e2e.running_stack import RunningStack, wait_for

pytestmark = pytest.mark.stack

ARRIVAL_TIMEOUT_S = 20
# Far past what a border message may have; the push of it is a third larger still.
BEYOND_A_PUSH_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Crossing:
    """A topic that leads over the border, one that really crossed there, and its receivers.

    The receivers are databases by project: quotes go to the US's own book too.
    """

    topic: str
    real: PubsubMessage
    receivers: Mapping[str, Documents]

    def quarantined(self, message: PubsubMessage) -> Mapping[str, Any] | None:
        """Return a record of a refused message, once every receiver has one."""
        path = f"quarantine/{digest_of(message)}"
        records = [documents.get([path])[0].data for documents in self.receivers.values()]
        return records[0] if all(record is not None for record in records) else None


@pytest.fixture(scope="module")
def crossings(running: RunningStack) -> dict[str, Crossing]:
    """Let an order cross and return, and keep what was heard of it."""
    api = running.partners[1]
    account = api.partner["accounts"][2]
    order = api.filled(account, api.place(account).body["id"])
    (seen,) = running.eu.get([f"orders/{order['id']}"])
    token = (seen.data or {})["order_token"]
    running.come_to_rest()
    running.wait_until_projected()
    running.wait_until_projected()
    state = running.state()
    eu, us = state["eu"]["project"], state["us"]["project"]
    heard = running.taps.heard()

    def crossing(sender: str, topic: str, receivers: Mapping[str, Documents]) -> Crossing:
        name = f"projects/{sender}/topics/{topic}"
        real = [m for m in heard[name] if topic == "quotes" or m.ordering_key == token]
        return Crossing(name, real[-1], receivers)

    return {
        "orders": crossing(eu, "orders", {us: running.us}),
        "executions": crossing(us, "executions", {eu: running.eu}),
        "quotes": crossing(us, "quotes", {eu: running.eu, us: running.us}),
    }


@pytest.mark.parametrize("topic", ["orders", "executions", "quotes"])
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_recorded_by_digest_and_dropped(
    name: str, topic: str, running: RunningStack, crossings: Mapping[str, Crossing]
) -> None:
    crossing, forgery = crossings[topic], FORGERIES[name]
    forged = forgery.forge(crossing.real)
    before, failures = running.everything_stored(), failures_logged(running)

    running.taps.publish(crossing.topic, forged)
    wait_for(lambda: crossing.quarantined(forged), ARRIVAL_TIMEOUT_S)

    record = dict(crossing.quarantined(forged) or {})
    assert (record.pop("reason"), record.pop("sha256")) == (forgery.reason, digest_of(forged))
    assert record.pop("size_bytes", None) or record.pop("size") == len(forged.data)
    assert record.keys() - {"received_at", "received_at_ms"} == {"version"}
    added = running.everything_stored().keys() - before.keys()
    assert sorted(name.partition("/databases/")[0] for name in added) == sorted(
        f"projects/{project}" for project in crossing.receivers
    )
    assert {tuple(name.split("/")[-2:]) for name in added} == {("quarantine", digest_of(forged))}
    assert failures_logged(running) == failures


@pytest.mark.parametrize("topic", ["orders", "executions"])
def test_a_repeat_changes_nothing(
    topic: str, running: RunningStack, crossings: Mapping[str, Crossing]
) -> None:
    crossing = crossings[topic]
    before, failures = running.everything_stored(), failures_logged(running)

    for _ in range(3):
        running.taps.publish(crossing.topic, crossing.real)
    wait_until_handled(running, crossing)
    wait_until_handled(running, crossings["executions"])  # answers to repeated orders

    assert changed(before, running.everything_stored()) == {"quarantine"}
    assert failures_logged(running) == failures


@pytest.mark.parametrize("topic", ["orders", "executions", "quotes"])
def test_a_message_of_the_other_direction_is_refused(
    topic: str, running: RunningStack, crossings: Mapping[str, Crossing]
) -> None:
    crossing = crossings[topic]
    other = crossings["executions" if topic == "orders" else "orders"]
    failures = failures_logged(running)

    running.taps.publish(crossing.topic, other.real)
    wait_for(lambda: crossing.quarantined(other.real), ARRIVAL_TIMEOUT_S)

    assert (crossing.quarantined(other.real) or {})["reason"] == "unknown_key"
    assert failures_logged(running) == failures


@pytest.mark.parametrize("topic", ["orders", "executions"])
def test_what_is_far_too_large_is_recorded_by_its_digest(
    topic: str, running: RunningStack, crossings: Mapping[str, Crossing]
) -> None:
    crossing = crossings[topic]
    before, failures = running.everything_stored(), failures_logged(running)

    huge = rewritten(crossing.real, CANARY.encode() * (BEYOND_A_PUSH_BYTES // len(CANARY)))
    running.taps.publish(crossing.topic, huge)
    wait_for(lambda: crossing.quarantined(huge), ARRIVAL_TIMEOUT_S)

    assert (crossing.quarantined(huge) or {})["reason"] == "too_large"
    assert changed(before, running.everything_stored()) == {"quarantine"}
    assert failures_logged(running) == failures


def test_no_forged_byte_is_kept_and_nothing_is_a_dead_letter(running: RunningStack) -> None:
    stored = [*running.eu_databases.documents(), *running.us_databases.documents()]

    assert not [each.name for each in stored if CANARY.encode() in each.content]
    assert CANARY.encode() not in running.logs()
    assert running.taps.dead_letters() == []


def wait_until_handled(running: RunningStack, crossing: Crossing) -> None:
    """Send one more message of the same ordering key: when it is there, those before are done."""
    count = sum("/quarantine/" in name for name in running.everything_stored())
    last = rewritten(crossing.real, json.dumps({"number": count}).encode(), {})
    running.taps.publish(crossing.topic, last)
    wait_for(lambda: crossing.quarantined(last), ARRIVAL_TIMEOUT_S)


def changed(before: Mapping[str, int], after: Mapping[str, int]) -> set[str]:
    """Return the collections in which a document was written or removed."""
    return {name.split("/")[-2] for name, _ in before.items() ^ after.items()}


def failures_logged(running: RunningStack) -> int:
    return running.logs().count(b'"severity": "ERROR"')
