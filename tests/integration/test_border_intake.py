"""What the border takes in when it is signed by the right key, and yet must not be taken (D2, D3).

Every case runs through the real services of both regions.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from shared.border.codec import MESSAGE_BYTES_MAX
from shared.core.messages import Message
from shared.eu.orders.paths import order_of
from shared.eu.orders.service.dispatch import LIFE_MS
from tests.integration.border_sides import (
    BorderSide,
    offer_only,
    place,
    quarantine_path,
    side_of,
    stored,
    world_of_one_order,
)
from tests.simulation.checkers import Books, check_at_rest
from tests.simulation.world import World

CANARY = "zzforged-juan.perez@example.org"
MUTATIONS = 300

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(params=["us", "eu"])
def side(request: pytest.FixtureRequest) -> BorderSide:
    return side_of(world_of_one_order(), request.param)


def setting(name: str, value: Any) -> Change:
    return lambda body: {**body, name: value}


NOT_IN_THE_DICTIONARY: dict[str, Change] = {
    "a field more": setting("email", CANARY),
    "the client's own id": setting("client_order_id", CANARY),
    "an empty map more": setting("metadata", {}),
    "a field less": lambda body: {k: v for k, v in body.items() if k != "order_token"},
    "a list": lambda body: [body],
    "a text": lambda body: CANARY,
    "nothing": lambda body: None,
    "another version": setting("schema_version", 2),
    "an unknown kind": setting("kind", "order.hello"),
    "free text for a token": setting("order_token", CANARY),
    "a token in upper case": setting("order_token", "A" * 32),
    "a token with a line end": setting("order_token", "a" * 32 + "\n"),
    "free text for an asset": setting("asset_id", CANARY),
    "a number as text": setting("seq", "1"),
    "a number with decimals": setting("seq", 1.5),
    "a number below the first": setting("seq", 0),
    "a time before its time": setting("issued_at", 1),
}

ORDER_ONLY: dict[str, Change] = {
    "free text for a cohort": setting("cohort", CANARY),
    "free text for a side": setting("side", CANARY),
    "a quantity as a number": setting("qty", 5),
    "a quantity with an exponent": setting("qty", "1e3"),
    "a quantity in other digits": setting("qty", "٥"),
    "a negative quantity": setting("qty", "-5"),
    "euro": setting("notional_usd", "100 EUR"),
    "payment for order flow": setting("pfof_prohibited", False),
}

REPORT_ONLY: dict[str, Change] = {
    "a number that is true": setting("seq", True),
    "a whole number with decimals": setting("seq", 1.0),
    "no step": setting("steps", []),
    "too many steps": lambda body: {**body, "steps": [{"step": "ack", "qty": "10"}] * 17},
    "an unknown step": setting("steps", [{"step": "note"}]),
    "a note in a step": setting("steps", [{"step": "ack", "qty": "10", "note": CANARY}]),
    "free text for a reason": setting("steps", [{"step": "reject", "reason": CANARY}]),
    "a fee of its own": lambda body: _in_fill(body, "fees", [{"fee_type": CANARY}]),
    "a venue in words": lambda body: _in_fill(body, "venue", "Ana's venue"),
}


def _in_fill(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    *before, fill = body["steps"]
    return {**body, "steps": [*before, {**fill, name: value}]}


@pytest.mark.parametrize("name", NOT_IN_THE_DICTIONARY)
def test_signed_but_not_in_the_dictionary(name: str, side: BorderSide) -> None:
    expect_refused(side, changed(side, NOT_IN_THE_DICTIONARY[name]), "not_in_dictionary")


@pytest.mark.parametrize("name", ORDER_ONLY)
def test_an_order_that_is_not_in_the_dictionary(name: str) -> None:
    side = side_of(world_of_one_order(), "us")

    expect_refused(side, changed(side, ORDER_ONLY[name]), "not_in_dictionary")


@pytest.mark.parametrize("name", REPORT_ONLY)
def test_a_report_that_is_not_in_the_dictionary(name: str) -> None:
    side = side_of(world_of_one_order(), "eu")

    expect_refused(side, changed(side, REPORT_ONLY[name]), "not_in_dictionary")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[" * 60_000, b'{"qty": NaN}'])
def test_signed_bytes_that_are_no_message(data: bytes, side: BorderSide) -> None:
    expect_refused(side, side.sealed(data), "not_in_dictionary")


def test_a_message_beyond_the_size(side: BorderSide) -> None:
    expect_refused(side, side.sealed(side.real.data.ljust(MESSAGE_BYTES_MAX + 1)), "too_large")


def test_a_message_whose_attribute_tells_another_kind(side: BorderSide) -> None:
    expect_refused(side, side.sealed(side.real.data, kind="quotes.batch"), "kind_mismatch")


@pytest.mark.parametrize("name", ["traceparent", "baggage", "account_id", "kind "])
def test_an_attribute_more_on_a_good_message(name: str, side: BorderSide) -> None:
    expect_refused(side, side.sealed(side.real.data, **{name: CANARY}), "unknown_attribute")


@pytest.mark.parametrize("missing", ["kind", "key_id", "signature"])
def test_an_attribute_less_on_a_good_message(missing: str, side: BorderSide) -> None:
    kept = {name: value for name, value in side.real.attributes.items() if name != missing}

    expect_refused(side, Message(side.real.data, kept), "missing_attribute")


def test_a_message_signed_by_the_receiver_itself(side: BorderSide) -> None:
    other = side_of(side.world, "eu" if side.documents is side.world.us else "us")

    expect_refused(side, other.real, "unknown_key")


def test_a_message_of_the_other_direction_under_the_right_key(side: BorderSide) -> None:
    other = side_of(side.world, "eu" if side.documents is side.world.us else "us")
    kind = other.real.attributes["kind"]

    expect_refused(side, side.sealed(other.real.data, kind=kind), "not_in_dictionary")


def test_the_right_name_of_a_key_with_another_key(side: BorderSide) -> None:
    other = side_of(side.world, "eu" if side.documents is side.world.us else "us")
    signature = other.sender.sign(side.real.data)

    expect_refused(side, side.sealed(side.real.data, signature=signature), "wrong_signature")


def test_a_message_after_its_time(side: BorderSide) -> None:
    side.world.clock.advance_ms(LIFE_MS)
    before = stored(side.documents)
    side.receive(side.real)
    assert stored(side.documents) == before  # a repeat in its last millisecond

    side.world.clock.advance_ms(1)

    expect_refused(side, side.real, "expired")


def test_a_repeat_changes_nothing_on_either_side(side: BorderSide) -> None:
    before = stored(side.world.eu), stored(side.world.us)

    for _ in range(3):
        side.receive(side.real)

    assert (stored(side.world.eu), stored(side.world.us)) == before


def test_a_refused_message_that_comes_again_is_one_record(side: BorderSide) -> None:
    message = changed(side, setting("email", CANARY))

    for _ in range(3):
        side.receive(message)

    assert sum(path.startswith("quarantine/") for path in stored(side.documents)) == 1


def test_a_report_of_an_unknown_order() -> None:
    side = side_of(world_of_one_order(), "eu")

    expect_refused(side, changed(side, setting("order_token", "0" * 32)), "unknown_token")


def test_a_report_of_another_asset() -> None:
    world = world_of_one_order()
    place(world, "1")  # its own report is still to come
    token = json.loads(world.published[-1][1].data)["order_token"]
    side = side_of(world, "eu")
    strange = {"order_token": token, "asset_id": "00000000-0000-5000-8000-000000000000"}

    world.broker.drop(world.broker.pending()[0])
    before = stored(world.eu)
    side.receive(changed(side, lambda body: {**body, **strange}))

    (found,) = stored(world.eu).keys() - before.keys()
    assert found == f"breaks/{token}:1"
    assert (stored(world.eu)[found] or {})["reason"] == "asset_mismatch"


def test_a_question_about_an_unknown_order_is_not_answered() -> None:
    side = side_of(world_of_one_order(), "us")
    envelope = ("schema_version", "message_id", "issued_at", "expires_at")
    body = json.loads(side.real.data)
    query = {name: body[name] for name in envelope} | {
        "kind": "order.status_query",
        "order_token": "0" * 32,
        "seq": 1,
    }
    before, published = stored(side.documents), len(side.world.published)

    side.receive(side.sealed(compact(query), kind="order.status_query"))

    assert stored(side.documents) == before
    assert len(side.world.published) == published


def test_an_early_report_waits_for_the_one_before_it() -> None:
    world = world_of_one_order()
    offer_only(world, 3)
    world.clock.advance_ms(1_500)  # past the cached quote
    order = place(world, "5")
    deliver(world, "orders")
    first, second = world.broker.waiting()

    assert world.broker.deliver(second, out_of_order=True) is None
    parked = stored(world.eu)
    asked = world.published[-1]

    waiting = order_of(f"orders/{order.order_id}", parked[f"orders/{order.order_id}"])
    assert (waiting.state, waiting.parked, waiting.report_seq) == ("HELD", (2,), 0)
    assert f"parked/{order.order_token}:2" in parked
    question = json.loads(asked[1].data)
    assert (asked[0], question["kind"], question["seq"]) == ("orders", "order.status_query", 1)

    assert world.broker.deliver(first) is None
    after = stored(world.eu)

    booked = order_of(f"orders/{order.order_id}", after[f"orders/{order.order_id}"])
    assert (booked.state, booked.parked, booked.report_seq) == ("FILLED", (), 2)
    assert not [path for path in after if path.startswith("parked/")]
    world.deliver_all()  # the question, and the reports that it brings once more
    assert stored(world.eu) == after
    check_at_rest(Books.read(world.eu, world.us))


def test_any_change_of_any_byte_is_refused(side: BorderSide) -> None:
    dice = random.Random(20261120)
    before = stored(side.documents)

    for _ in range(MUTATIONS):
        side.receive(mutated(side.real, dice))

    kept = {p: d for p, d in stored(side.documents).items() if not p.startswith("quarantine/")}
    assert kept == before
    assert not side.world.broker.dead_letters("orders")
    assert not side.world.broker.dead_letters("executions")


def expect_refused(side: BorderSide, message: Message, reason: str) -> None:
    """Deliver a message and see that only a record of it, without a byte, is left."""
    before, published = stored(side.documents), len(side.world.published)

    side.receive(message)

    after = stored(side.documents)
    path = quarantine_path(message)
    assert side.record_of(message) == {
        "reason": reason,
        "sha256": path.partition("/")[2],
        "size": len(message.data),
        "version": 1,
    }
    assert after.pop(path)
    assert after == before
    assert len(side.world.published) == published


def changed(side: BorderSide, change: Change) -> Message:
    """Return the real message with a change, signed as if the sender had meant it."""
    return side.sealed(compact(change(json.loads(side.real.data))))


def mutated(real: Message, dice: random.Random) -> Message:
    """Return the message with one byte, or one character of an attribute, changed."""
    data, attributes = bytearray(real.data), dict(real.attributes)
    roll = dice.randrange(3)
    if roll == 0:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    elif roll == 1:
        del data[dice.randrange(len(data)) :]
    else:
        name = dice.choice(sorted(attributes))
        at = dice.randrange(len(attributes[name]))
        attributes[name] = f"{attributes[name][:at]}z{attributes[name][at + 1 :]}"
    return Message(bytes(data), attributes, real.ordering_key)


def deliver(world: World, subscription: str) -> None:
    for item in world.broker.pending():
        if item.subscription == subscription:
            assert world.broker.deliver(item) is None


def compact(body: Any) -> bytes:
    """Render a body as the border does; other bytes would be refused for that alone."""
    return json.dumps(body, separators=(",", ":")).encode()
