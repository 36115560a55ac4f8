"""The order path with nothing in it: what any order costs on this machine and these emulators.

Accept, execute and book are one compare-and-set commit each, three documents read and four written,
with Google's own Firestore client and a direct publish; no domain, no checks, no signatures.
"""

import base64
import json
import os
import random
import time
from functools import cache
from typing import Any

import flask
import grpc
from google.api_core.exceptions import Aborted, FailedPrecondition
from google.cloud import firestore
from google.pubsub_v1 import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport

PROJECT = os.environ["PROJECT"]
ATTEMPTS_MAX = 40
NO_CONTENT = ("", 204)


@cache
def _store() -> Any:
    return firestore.Client(project=PROJECT)


@cache
def _publisher() -> Any:
    channel = grpc.insecure_channel(os.environ["PUBSUB_EMULATOR_HOST"])
    return PublisherClient(transport=PublisherGrpcTransport(channel=channel))


def orders(request: flask.Request) -> Any:
    """Accept an order over HTTP and send it on."""
    order = request.get_json()
    _commit(order, "accepted")
    _publish("orders", order)
    return order


def execute(request: flask.Request) -> Any:
    """Execute a pushed order and send the news back."""
    order = _pushed(request)
    _commit(order, "executed")
    _publish("executions", order)
    return NO_CONTENT


def book(request: flask.Request) -> Any:
    """Book pushed news."""
    _commit(_pushed(request), "booked")
    return NO_CONTENT


def _pushed(request: flask.Request) -> Any:
    return json.loads(base64.b64decode(json.loads(request.get_data())["message"]["data"]))


def _publish(topic: str, order: Any) -> None:
    message = {"data": json.dumps(order).encode(), "attributes": {"id": order["id"]}}
    name = f"projects/{PROJECT}/topics/{topic}"
    _publisher().publish(request={"topic": name, "messages": [message]})


def _commit(order: Any, stage: str) -> None:
    for attempt in range(ATTEMPTS_MAX):
        try:
            return _compare_and_set(order, stage)
        except (FailedPrecondition, Aborted):
            time.sleep(random.random() * min(0.05, 0.003 * (attempt + 1)))
    raise TimeoutError


def _compare_and_set(order: Any, stage: str) -> None:
    store = _store()
    account, position, limits = (
        store.document(path)
        for path in (f"accounts/{order['account']}", f"positions/{order['account']}", "limits/all")
    )
    journal = store.document(f"journal/{order['id']}-{stage}")
    seen = {found.reference: found for found in store.get_all([account, position, limits])}
    content = {"stage": stage, "order": order["id"]}
    batch = store.batch()
    for document in (account, position):
        option = store.write_option(last_update_time=seen[document].update_time)
        batch.update(document, content, option=option)
    batch.set(store.document(f"orders/{order['id']}"), content, merge=True)
    batch.set(journal, content)
    batch.commit()
