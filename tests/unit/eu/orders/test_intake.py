"""What cannot be taken is recorded by reason, digest and size, and acknowledged (D2, R-505)."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from shared.border.signing import Signer
from shared.core.clock import rfc3339
from shared.core.ids import OrderToken
from shared.core.messages import Delivery
from shared.eu.orders.model.states import OrderState
from tests.simulation.world import EU_SIGNER, US_SIGNER
from tests.unit.eu.orders.order_path import ACK, OrderPath


def sound(path: OrderPath) -> Delivery:
    return path.delivery(path.report(path.place(), 1, ACK))


def signed(data: bytes, signer: Signer = US_SIGNER) -> Delivery:
    attributes = {"kind": "order.report", "key_id": signer.key_id, "signature": signer.sign(data)}
    return Delivery(data, attributes, "1")


def with_a_name(path: OrderPath) -> Delivery:
    return signed(sound(path).data[:-1] + b',"name":"Ana"}')


def of_a_stranger(path: OrderPath) -> Delivery:
    report = path.report(path.place(), 1, ACK)
    return path.delivery(report.model_copy(update={"order_token": OrderToken("f" * 32)}))


def late(path: OrderPath) -> Delivery:
    delivery = sound(path)
    path.world.clock.advance_ms(600_001)
    return delivery


FAULTS: dict[str, Callable[[OrderPath], Delivery]] = {
    "wrong_signature": lambda path: replace(sound(path), data=sound(path).data + b" "),
    "unknown_key": lambda path: signed(sound(path).data, EU_SIGNER),
    "not_in_dictionary": with_a_name,
    "unknown_token": of_a_stranger,
    "expired": late,
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_refused_message_leaves_its_digest_alone(path: OrderPath, reason: str) -> None:
    delivery = FAULTS[reason](path)
    path.world.intake.take(delivery)
    path.world.intake.take(delivery)
    (record,) = path.stored("quarantine")
    assert record.data == {
        "reason": reason,
        "sha256": sha256(delivery.data).hexdigest(),
        "size_bytes": len(delivery.data),
        "received_at": rfc3339(path.world.clock.now()),
        "version": 1,
    }


def test_a_sound_report_is_booked(path: OrderPath) -> None:
    path.world.intake.take(sound(path))
    (order,) = path.stored("orders")
    assert (order.data or {})["state"] == OrderState.ACKED
    assert path.stored("quarantine") == []
