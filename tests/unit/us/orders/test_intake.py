"""What may not cross the border is recorded by reason, hash and size, and acknowledged (D2)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from shared.border.codec import MESSAGE_BYTES_MAX, seal
from shared.border.dictionary import Side
from shared.border.signing import Signer
from shared.core.clock import epoch_ms
from shared.core.errors import Unavailable
from shared.core.messages import Delivery
from tests.unit.us.faults import out_of_reach
from tests.unit.us.orders_new import NOW, order_new
from tests.unit.us.region import EU_SIGNER, Region, delivery_of

LEDGER_ACCOUNT = re.compile(r"U-\d{4}(:(c[0-9a-f]{15}|SEC|TAF|CAT))?")
EU_WORDS = re.compile(
    "account_id|partner|correspondent|client|country|email|name|address|tax|iban|eur|user", re.I
)


@pytest.fixture
def region() -> Region:
    region = Region()
    region.ticker().tick(NOW)
    return region


def with_attributes(**attributes: str) -> Delivery:
    sound = delivery_of(order_new())
    return replace(sound, attributes={**sound.attributes, **attributes})


def signed(data: bytes, kind: str = "order.new") -> Delivery:
    attributes = {"kind": kind, "key_id": "eu-1", "signature": EU_SIGNER.sign(data)}
    return Delivery(data, attributes, "1")


def with_an_extra_field() -> Delivery:
    data = order_new().model_dump_json().encode()
    return signed(data[:-1] + b',"client_order_id":"ana@example.org"}')


def from_a_stranger() -> Delivery:
    stranger = Signer.from_seed("eu-9", bytes(32))
    sealed = seal(order_new(), stranger, "")
    return Delivery(sealed.data, sealed.attributes, "1")


def of_the_other_direction(region: Region) -> Delivery:
    region.intake().handle(delivery_of(order_new()))
    (sent,) = region.published("executions")
    return signed(sent.delivery.data, "order.report")


FAULTS: dict[str, Callable[[], Delivery]] = {
    "too_large": lambda: signed(b"x" * (MESSAGE_BYTES_MAX + 1)),
    "unknown_attribute": lambda: with_attributes(traceparent="00-1-2-3"),
    "missing_attribute": lambda: replace(delivery_of(order_new()), attributes={"kind": "x"}),
    "unknown_key": from_a_stranger,
    "wrong_signature": lambda: with_attributes(signature="00" * 64),
    "not_in_dictionary": with_an_extra_field,
    "kind_mismatch": lambda: with_attributes(kind="order.status_query"),
    "expired": lambda: delivery_of(order_new(expires_at=epoch_ms(NOW) - 1)),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_message_is_recorded_without_its_bytes(region: Region, reason: str) -> None:
    delivery = FAULTS[reason]()
    region.intake().handle(delivery)
    assert region.stored("quarantine") == [
        {
            "reason": reason,
            "sha256": sha256(delivery.data).hexdigest(),
            "size": len(delivery.data),
            "received_at_ms": epoch_ms(NOW),
            "version": 1,
        }
    ]
    assert region.observed == [("message quarantined", reason)]
    assert region.stored("orders") == []
    assert region.reports() == []


def test_a_message_of_the_other_direction_is_not_taken(region: Region) -> None:
    region.intake().handle(of_the_other_direction(region))
    assert [record["reason"] for record in region.stored("quarantine")] == ["not_in_dictionary"]


def test_a_refused_message_that_comes_again_is_one_record(region: Region) -> None:
    for _ in range(2):
        region.intake().handle(with_an_extra_field())
    assert len(region.stored("quarantine")) == 1


def test_a_record_that_cannot_be_written_asks_for_redelivery(region: Region) -> None:
    region.documents.hooks.before_commit = out_of_reach
    with pytest.raises(Unavailable):
        region.intake().handle(with_an_extra_field())


def test_an_order_that_cannot_be_written_asks_for_redelivery(region: Region) -> None:
    region.documents.hooks.before_commit = out_of_reach
    with pytest.raises(Unavailable):
        region.intake().handle(delivery_of(order_new()))
    assert region.stored("quarantine") == []
    assert region.reports() == []


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_no_document_of_the_us_has_a_field_of_the_eu(region: Region) -> None:
    intake = region.intake()
    for number, side in enumerate(Side):
        intake.handle(delivery_of(order_new(side=side, order_token=f"{number:032x}", qty="1200")))
    intake.handle(delivery_of(order_new(order_token="a" * 32, qty="200000")))
    intake.handle(with_an_extra_field())
    collections = ("orders", "executions", "quotes", "quarantine")
    documents = {name: region.stored(name) for name in collections}
    assert all(documents.values())
    keys = set(keys_of([doc for stored in documents.values() for doc in stored]))
    assert {key for key in keys if EU_WORDS.search(key)} == set()
    for execution in documents["executions"]:
        for line in execution["lines"]:
            assert LEDGER_ACCOUNT.fullmatch(line["account"])
