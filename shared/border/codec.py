"""Sealing and opening border messages: one module writes them, the same one reads them (R-503)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from shared.border.messages import BorderMessage
from shared.border.signing import Signer, Verifier
from shared.core.clock import epoch_ms
from shared.core.errors import Unacceptable
from shared.core.messages import Delivery, Message

MESSAGE_BYTES_MAX = 64 * 1024
ATTRIBUTES = frozenset({"kind", "key_id", "signature"})
# What the broker adds by itself: to dead letters, and to topics with a schema.
BROKER_ATTRIBUTES = frozenset(
    {
        "CloudPubSubDeadLetterSourceDeliveryCount",
        "CloudPubSubDeadLetterSourceSubscription",
        "CloudPubSubDeadLetterSourceSubscriptionProject",
        "CloudPubSubDeadLetterSourceTopicPublishTime",
        "googclient_schemaencoding",
        "googclient_schemaname",
        "googclient_schemarevisionid",
    }
)

AnyMessage = TypeVar("AnyMessage", bound=BorderMessage)


def seal(message: BorderMessage, signer: Signer, ordering_key: str) -> Message:
    """Check a message once more, render it and sign the bytes that will be published.

    `ordering_key` is the order token, or the kind of a stream without orders; never an account.
    """
    data = message.model_dump_json().encode()
    type(message).model_validate_json(data)
    attributes = {
        "kind": message.kind,
        "key_id": signer.key_id,
        "signature": signer.sign(data),
    }
    return Message(data, attributes, ordering_key)


@dataclass(frozen=True, slots=True)
class Opener(Generic[AnyMessage]):
    """Reads what the other side sealed; `accepts` is the union of the kinds this side takes."""

    verifier: Verifier
    accepts: TypeAdapter[AnyMessage]

    def open(self, delivery: Delivery, now: datetime) -> AnyMessage:
        """Return the message of a delivery.

        Raises Unacceptable with the reason: too_large, unknown_attribute, missing_attribute,
        unknown_key, wrong_signature, not_in_dictionary, not_canonical, kind_mismatch or expired.
        """
        if len(delivery.data) > MESSAGE_BYTES_MAX:
            raise Unacceptable("too_large")
        attributes = _checked_attributes(delivery.attributes)
        self.verifier.verify(attributes["key_id"], attributes["signature"], delivery.data)
        message = self._parsed(delivery.data)
        # A repeated key or white space would carry what the dictionary does not have.
        if message.model_dump_json().encode() != delivery.data:
            raise Unacceptable("not_canonical")
        if message.kind != attributes["kind"]:
            raise Unacceptable("kind_mismatch")
        if message.expires_at < epoch_ms(now):
            raise Unacceptable("expired")
        return message

    def _parsed(self, data: bytes) -> AnyMessage:
        try:
            return self.accepts.validate_json(data)
        except ValidationError:
            raise Unacceptable("not_in_dictionary") from None


def _checked_attributes(attributes: Mapping[str, str]) -> Mapping[str, str]:
    own = {name: value for name, value in attributes.items() if name not in BROKER_ATTRIBUTES}
    if not own.keys() <= ATTRIBUTES:
        raise Unacceptable("unknown_attribute")
    if own.keys() != ATTRIBUTES:
        raise Unacceptable("missing_attribute")
    return own
