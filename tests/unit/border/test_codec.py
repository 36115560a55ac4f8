"""Sealed messages open; everything else is refused with its reason and nothing of its content."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.border.codec import MESSAGE_BYTES_MAX, Opener, seal
from shared.border.dictionary import OrderType, PositionIntent, Side, TimeInForce
from shared.border.messages import OrderNew, Outbound
from shared.border.signing import Signer, Verifier
from shared.core.clock import epoch_ms
from shared.core.errors import Unacceptable
from shared.core.messages import Delivery

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SIGNER = Signer.from_seed("eu-1", bytes(range(32)))
OTHER = Signer.from_seed("eu-1", bytes(32))
BODY_KEYS = {
    "schema_version", "message_id", "order_token", "cohort", "asset_id", "side", "qty",
    "notional_usd", "order_type", "limit_price", "stop_price", "trail", "tif", "extended_hours",
    "position_intent", "stp_token", "eu_flow", "pfof_prohibited", "issued_at", "expires_at",
    "kind", "seq",
}  # fmt: skip


def order() -> OrderNew:
    issued_at = epoch_ms(NOW)
    return OrderNew(
        message_id="0" * 32,
        issued_at=issued_at,
        expires_at=issued_at + 60_000,
        order_token="a" * 32,
        cohort="c" + "0" * 15,
        asset_id="22222222-2222-4222-8222-222222222222",
        side=Side.BUY,
        qty="10",
        order_type=OrderType.MARKET,
        limit_price="189.3245",
        tif=TimeInForce.DAY,
        position_intent=PositionIntent.BUY_TO_OPEN,
    )


def opener() -> Opener[Outbound]:
    accepts: TypeAdapter[Outbound] = TypeAdapter(Annotated[Outbound, Field(discriminator="kind")])
    return Opener(Verifier.from_hex({"eu-1": SIGNER.public_key_hex()}), accepts)


def delivery(signer: Signer = SIGNER, **changes: Any) -> Delivery:
    """Sign a body that was changed before signing: the signature alone proves nothing."""
    body = {**order().model_dump(mode="json"), **changes}
    data = json.dumps(body, separators=(",", ":")).encode()
    attributes = {"kind": "order.new", "key_id": "eu-1", "signature": signer.sign(data)}
    return Delivery(data, attributes, "1")


def refused(given: Delivery, now: datetime = NOW) -> str:
    with pytest.raises(Unacceptable) as caught:
        opener().open(given, now)
    return caught.value.reason


def test_sealed_message_opens_to_the_same() -> None:
    sealed = seal(order(), SIGNER, "a" * 32)
    assert opener().open(Delivery(sealed.data, sealed.attributes, "1"), NOW) == order()


def test_body_has_exactly_the_keys_of_the_rule() -> None:
    assert json.loads(seal(order(), SIGNER, "a" * 32).data).keys() == BODY_KEYS


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "ana@example.org"},
        {"client_order_id": "mine"},
        {"cohort": "Ana"},
        {"qty": 10},
        {"qty": "1e1"},
        {"qty": "-1"},
        {"limit_price": "1.1234567"},
        {"limit_price": 189.3},
        {"order_token": "A" * 32},
        {"seq": 2},
        {"seq": "1"},
        {"schema_version": 2},
        {"eu_flow": False},
        {"side": "short"},
        {"issued_at": "2026-11-20"},
        {"kind": "order.free_text"},
    ],
)
def test_signed_body_outside_the_dictionary_is_refused(changes: dict[str, Any]) -> None:
    assert refused(delivery(**changes)) == "not_in_dictionary"


def test_missing_key_is_refused() -> None:
    body = order().model_dump(mode="json")
    del body["cohort"]
    data = json.dumps(body, separators=(",", ":")).encode()
    attributes = {"kind": "order.new", "key_id": "eu-1", "signature": SIGNER.sign(data)}
    assert refused(Delivery(data, attributes, "1")) == "not_in_dictionary"


def test_signature_of_another_key_is_refused() -> None:
    assert refused(delivery(OTHER)) == "wrong_signature"


def test_changed_byte_is_refused() -> None:
    good = delivery()
    changed = good.data.replace(b'"buy"', b'"sell"')
    assert refused(Delivery(changed, good.attributes, "1")) == "wrong_signature"


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({}, "missing_attribute"),
        ({"kind": "order.new", "key_id": "eu-1"}, "missing_attribute"),
        ({"traceparent": "00-ab"}, "unknown_attribute"),
        ({"kind": "order.new", "key_id": "eu-9", "signature": "00"}, "unknown_key"),
        ({"kind": "order.new", "key_id": "eu-1", "signature": "zz"}, "wrong_signature"),
    ],
)
def test_attributes_are_a_closed_list(attributes: dict[str, str], reason: str) -> None:
    assert refused(Delivery(delivery().data, attributes, "1")) == reason


def test_kind_attribute_must_be_the_messages_own() -> None:
    good = delivery()
    attributes = {**good.attributes, "kind": "order.status_query"}
    assert refused(Delivery(good.data, attributes, "1")) == "kind_mismatch"


def test_dead_letter_attributes_of_the_broker_are_no_content() -> None:
    good = delivery()
    attributes = {**good.attributes, "CloudPubSubDeadLetterSourceSubscription": "orders"}
    assert opener().open(Delivery(good.data, attributes, "1"), NOW) == order()


def test_expired_message_is_refused() -> None:
    assert refused(delivery(), NOW + timedelta(minutes=2)) == "expired"


@pytest.mark.parametrize(
    "change",
    [
        (b'{"schema', b'{ "schema'),
        (b'{"schema_version"', b'{"message_id":"for Ana","schema_version"'),
        (b'"seq":1,', b'"seq":1.0,'),
        (b'"side":"buy"', b'"side":"\\u0062uy"'),
        (b"}", b"}\n"),
    ],
)
def test_signed_message_in_other_bytes_is_refused(change: tuple[bytes, bytes]) -> None:
    data = delivery().data.replace(*change, 1)
    attributes = {"kind": "order.new", "key_id": "eu-1", "signature": SIGNER.sign(data)}
    assert refused(Delivery(data, attributes, "1")) in ("not_canonical", "not_in_dictionary")


def test_unlisted_attribute_that_looks_like_the_brokers_is_refused() -> None:
    good = delivery()
    attributes = {**good.attributes, "googclient_ana": "1"}
    assert refused(Delivery(good.data, attributes, "1")) == "unknown_attribute"


def test_oversized_message_is_refused_before_it_is_read() -> None:
    data = b" " * (MESSAGE_BYTES_MAX + 1)
    attributes = {"kind": "order.new", "key_id": "eu-1", "signature": SIGNER.sign(data)}
    assert refused(Delivery(data, attributes, "1")) == "too_large"


def test_the_publisher_cannot_build_a_message_outside_the_dictionary() -> None:
    with pytest.raises(ValidationError):
        OrderNew.model_validate({**order().model_dump(), "note": "for Ana"})


def test_refusals_hold_nothing_of_the_message() -> None:
    with pytest.raises(Unacceptable) as caught:
        opener().open(delivery(email="ana@example.org"), NOW)
    assert "ana" not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("notional_usd", ["1.00", "108.22", "9999999999.99"])
def test_dollars_stand_for_a_quantity(notional_usd: str) -> None:
    facts = order().model_dump() | {"qty": None, "notional_usd": notional_usd}
    assert OrderNew(**facts).notional_usd == notional_usd


@pytest.mark.parametrize(
    "amounts",
    [
        {"qty": None, "notional_usd": dollars}
        for dollars in ("0.00", "0.99", "01.00", "100", "100.5", "1e2.00", "-1.00")
    ]
    + [{"qty": None, "notional_usd": None}, {"qty": "10", "notional_usd": "1.00"}],
)
def test_an_order_has_one_amount_of_a_dollar_or_more(amounts: dict[str, str | None]) -> None:
    with pytest.raises(ValidationError):
        OrderNew(**order().model_dump() | amounts)
