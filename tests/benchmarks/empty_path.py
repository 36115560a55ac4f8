"""The empty path beside the real one: two processes like the routers, on the same emulators."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import grpc
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from emulators.local_http import ask
from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import ROOT
from shared.core.documents import Put
from shared.gcp.documents import FirestoreDocuments
from tests.benchmarks.paths import NewOrder, OrderPath, Store
from tests.benchmarks.stack import SANDBOX, Stack

ACCOUNTS = 64
EU = Store("bench-empty-eu", "(default)")
US = Store("bench-empty-us", "(default)")
START_TIMEOUT_S = 30


@contextmanager
def empty_path(stack: Stack) -> Iterator[OrderPath]:
    """Start the empty path's processes, topics and documents; stop the processes in the end."""
    with ExitStack() as cleanup:
        eu, us = (_router(stack, store, cleanup) for store in (EU, US))
        for address in (eu, us):
            _wait_until_answers(address)
        _connect(stack.pubsub_host, eu, us)
        for store in (EU, US):
            _plant(stack.firestore_host, store)
        yield OrderPath(
            name="empty",
            address=eu,
            eu=EU,
            us=US,
            state_field="stage",
            booked="booked",
            subscriptions=(US.subscription("orders"), EU.subscription("executions")),
            new_order=_new_order,
            us_document=_us_document,
        )


def _router(stack: Stack, store: Store, cleanup: ExitStack) -> str:
    address = f"127.0.0.1:{free_port()}"
    settings = ROOT / "emulators" / "router_server.py"
    gunicorn = [sys.executable, "-u", "-m", "gunicorn", "--config", str(settings)]
    process = spawn(
        [*gunicorn, "--bind", address, "empty_router:app"],
        SANDBOX.log(store.project),
        environment={
            "PROJECT": store.project,
            "FIRESTORE_EMULATOR_HOST": stack.firestore_host,
            "PUBSUB_EMULATOR_HOST": stack.pubsub_host,
        },
        cwd=Path(__file__).parent,
    )
    cleanup.callback(stop_process, process)
    return address


def _wait_until_answers(address: str) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while ask(f"http://{address}/")[0] != 404:
        if time.monotonic() > deadline_s:
            raise TimeoutError("the empty path did not start")
        time.sleep(0.05)


def _connect(host: str, eu: str, us: str) -> None:
    channel = grpc.insecure_channel(host)
    publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
    subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
    routes = (
        (EU, "orders", US, f"http://{us}/execute"),
        (US, "executions", EU, f"http://{eu}/book"),
    )
    for source, topic, target, endpoint in routes:
        name = f"projects/{source.project}/topics/{topic}"
        publisher.create_topic(name=name)
        subscriber.create_subscription(
            request={
                "name": target.subscription(topic),
                "topic": name,
                "push_config": {"push_endpoint": endpoint},
                "ack_deadline_seconds": 60,
            }
        )
    channel.close()


def _plant(host: str, store: Store) -> None:
    documents = FirestoreDocuments(store.project, store.database, host)
    names = [f"{kind}/{n}" for kind in ("accounts", "positions") for n in range(ACCOUNTS)]
    documents.commit([Put(name, {"stage": "", "order": ""}) for name in [*names, "limits/all"]])


def _new_order(dice: Random) -> NewOrder:
    order_id = f"{dice.getrandbits(128):032x}"
    body = {"id": order_id, "account": dice.randrange(ACCOUNTS)}
    return NewOrder(
        document=f"orders/{order_id}",
        url_path="/orders",
        headers={"Content-Type": "application/json"},
        body=json.dumps(body).encode(),
    )


def _us_document(document: str, _: Mapping[str, Any]) -> str:
    return document
