"""Push deliveries: the envelope, the verdict, and no content in the log."""

import base64
import json

import flask
import pytest
from werkzeug.test import EnvironBuilder

from shared.core.messages import Delivery, Handler
from shared.gcp import push

SECRET = "ana@example.org"


def call(handler: Handler, body: object, path: str = "/border") -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    builder = EnvironBuilder(path=path, method="POST", data=data)
    request = flask.Request(builder.get_environ())
    return push.serve(request, {"/border": handler}).status_code


def envelope(data: bytes = b"hello") -> dict[str, object]:
    message = {"data": base64.b64encode(data).decode(), "attributes": {"a": "b"}, "messageId": "7"}
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def test_handler_gets_the_delivery_and_its_return_acknowledges() -> None:
    seen: list[Delivery] = []
    assert call(seen.append, envelope()) == 204
    assert seen == [Delivery(b"hello", {"a": "b"}, "7")]


def test_failure_asks_for_redelivery_and_logs_only_its_type(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def failing(delivery: Delivery) -> None:
        raise RuntimeError(SECRET)

    assert call(failing, envelope()) == 500
    logged = capfd.readouterr().err
    assert "RuntimeError" in logged
    assert SECRET not in logged


@pytest.mark.parametrize("body", [b"", b"no json", {}, {"message": {}}, {"message": 1}, []])
def test_what_is_no_envelope_is_acknowledged_and_dropped(body: object) -> None:
    seen: list[Delivery] = []
    assert call(seen.append, body) == 204
    assert seen == []


def test_unknown_path_is_not_served() -> None:
    assert call(lambda _: None, envelope(), "/elsewhere") == 404
