"""Nothing that names a client or a partner is in the US project, on the way there, or in a log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.pubsub_v1.types import PubsubMessage

from shared.core.documents import Delete, create
from tests.e2e.alpaca_client import get_default_user_agent
from tests.e2e.api import CLIENT_ADDRESS, CLIENT_ORDER_ID_START, TALKATIVE, client_order_id
from tests.e2e.bad_requests import MARKER
from tests.e2e.leak_scanner import LeakScanner
from tests.e2e.modes import LOG_OF
from tests.e2e.running_stack import RunningStack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def order(running: RunningStack) -> dict[str, str]:
    """Let an order cross the border and come back, and a bad one be refused."""
    api = running.partners[1]
    account = api.partner["accounts"][3]
    placed = api.place(account, client_order_id=client_order_id())
    api.place(account, client_order_id=MARKER, qty=MARKER)
    filled = api.filled(account, placed.body["id"])
    running.come_to_rest()
    (seen,) = running.eu.get([f"orders/{filled['id']}"])
    return {
        "client_order_id": filled["client_order_id"],
        "order_token": (seen.data or {})["order_token"],
        "request_id": placed.headers["X-Request-Id"],
    }


@pytest.fixture(scope="module")
def scanner(running: RunningStack, order: dict[str, str]) -> LeakScanner:
    """Return a scanner for all personal data of this run; `order` has crossed before."""
    return LeakScanner(dict(personal_data(running)))


def test_no_document_in_the_us_names_anyone(running: RunningStack, scanner: LeakScanner) -> None:
    assert findings(scanner, us_documents(running)) == {}


def test_no_message_names_anyone(running: RunningStack, scanner: LeakScanner) -> None:
    assert findings(scanner, messages(running)) == {}


def test_no_log_names_anyone(running: RunningStack, scanner: LeakScanner) -> None:
    assert findings(scanner, logs(running.sandbox.logs)) == {}


def test_the_search_covers_what_it_should(
    running: RunningStack, scanner: LeakScanner, order: dict[str, str]
) -> None:
    token = LeakScanner({"token": order["order_token"]})
    request = LeakScanner({"request": order["request_id"]})

    abroad = {name.split("/")[-2] for name in findings(token, us_documents(running))}
    crossed = {name.split("/")[-1] for name in findings(token, messages(running))}
    logged = set(findings(request, logs(running.sandbox.logs)))
    at_home = scanner.scan(b"\n".join(d.content for d in running.eu_databases.documents()))

    assert abroad == {"orders", "executions"}
    assert crossed == {"orders", "executions"}
    assert logged == {LOG_OF["edge"], LOG_OF["trading"]}
    assert order["client_order_id"] in at_home


def test_a_planted_leak_is_found(
    running: RunningStack, scanner: LeakScanner, order: dict[str, str], tmp_path: Path
) -> None:
    leak = order["client_order_id"]
    log = tmp_path / LOG_OF["us orders"]
    log.write_bytes((running.sandbox.logs / log.name).read_bytes() + f"bad: {leak}\n".encode())
    running.us.commit([create("planted/leak", {"note": f"for {leak[::-1]}"})])
    try:
        stored = findings(scanner, us_documents(running))
    finally:
        running.us.commit(
            [Delete(each.path, each.token) for each in running.us.get(["planted/leak"])]
        )

    (found,) = stored.values()
    assert leak in found
    assert leak in findings(scanner, logs(tmp_path))[log.name]


def personal_data(running: RunningStack) -> Iterator[tuple[str, str]]:
    """Yield all that must stay in the EU, by a name for the report."""
    for api in running.partners:
        partner = api.partner
        for key, value in partner.items():
            if isinstance(value, str):  # what a partner does not have is None
                yield f"{partner['correspondent']} {key}", value
        yield f"{partner['correspondent']} credentials", api.credentials()["Authorization"]
        for account in partner["accounts"]:
            (seen,) = running.eu.get([f"accounts/{account}"])
            yield f"account {account}", account
            yield f"account number of {account}", (seen.data or {})["account_number"]
    for placed in running.orders():
        yield placed.client_order_id, placed.client_order_id
        yield f"id of {placed.client_order_id}", placed.order_id
    yield "client_order_id", CLIENT_ORDER_ID_START
    yield "bad request", MARKER
    yield "client address", CLIENT_ADDRESS
    yield "official client", get_default_user_agent()
    yield from TALKATIVE.items()


def us_documents(running: RunningStack) -> Iterator[tuple[str, bytes]]:
    for document in running.us_databases.documents():
        yield document.name, document.name.encode() + b"\n" + document.content


def messages(running: RunningStack) -> Iterator[tuple[str, bytes]]:
    for topic, heard in running.taps.heard().items():
        yield topic, b"\n".join(whole(message) for message in heard)


def whole(message: PubsubMessage) -> bytes:
    attributes = [f"{name}: {value}".encode() for name, value in message.attributes.items()]
    return b"\n".join([message.ordering_key.encode(), *attributes, message.data])


def logs(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def findings(scanner: LeakScanner, places: Iterator[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Return what was found, by place; nothing for a clean place."""
    found = {where: scanner.scan(data) for where, data in places}
    return {where: names for where, names in found.items() if names}
