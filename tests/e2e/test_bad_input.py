"""Bad requests: each is refused for its reason, is echoed nowhere, and stores nothing."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from shared.core.reasons import REASONS
from tests.e2e.api import Answer
from tests.e2e.bad_requests import BAD_REQUESTS, MARKER, path_of
from tests.e2e.running_stack import RunningStack

pytestmark = pytest.mark.stack

NOT_HTTP = {
    "one word": MARKER.encode() + b"\r\n\r\n",
    "another protocol": b"GET /v1/clock CANARY/1.1\r\nHost: " + MARKER.encode() + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARKER.encode() + b"\r\n\r\n",
    "two lengths": b"POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\nX-Canary: " + MARKER.encode() + b"\r\n\r\n{}",
    "chunks that are none": b"POST /v1/clock HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + MARKER.encode() + b"\r\n\r\n",
}


@pytest.fixture(scope="module", autouse=True)
def at_rest(running: RunningStack) -> None:
    """Nothing else may write while these tests look at what is stored."""
    running.come_to_rest()
    running.wait_until_projected()


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_a_bad_request_is_refused_and_leaves_no_trace(name: str, running: RunningStack) -> None:
    request = BAD_REQUESTS[name]
    own, foreign = running.partners
    before, logged = running.everything_stored(), marks_in_logs(running)

    answer = own.ask(request.method, path_of(request, own, foreign), request.body, request.headers)

    expect_refusal(answer, request.reason, request.status, request.field)
    assert running.everything_stored() == before
    assert marks_in_logs(running) == logged


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http_is_refused_in_json_too(name: str, running: RunningStack) -> None:
    before, logged = running.everything_stored(), marks_in_logs(running)

    answer = said_back(running.partners[0].api_url, NOT_HTTP[name])

    expect_refusal(answer, "invalid_parameter", 400, None)
    assert running.everything_stored() == before
    assert marks_in_logs(running) == logged


def test_a_request_id_that_is_no_id_is_not_taken_over(running: RunningStack) -> None:
    api, logged = running.partners[0], marks_in_logs(running)

    answer = api.ask("GET", "/v1/clock", headers=api.credentials() | {"X-Request-Id": MARKER})

    assert answer.status == 200
    assert answer.headers["X-Request-Id"] != MARKER
    assert marks_in_logs(running) == logged


def marks_in_logs(running: RunningStack) -> int:
    """Count the marks, so that a leak is the failure of the request that leaked."""
    return running.logs().count(MARKER.encode())


def expect_refusal(answer: Answer, reason: str, status: int, field: str | None) -> None:
    row = REASONS[reason]
    assert (answer.status, answer.body["reason"]) == (status, reason)
    request_id = answer.headers["X-Request-Id"]
    expected = {
        "code": row.code,
        "message": row.message,
        "reason": reason,
        "request_id": request_id,
        "retryable": row.retryable,
    }
    assert answer.body == (expected if field is None else expected | {"field": field})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert ("Retry-After" in answer.headers) == (status in (429, 503))
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert ("Allow" in answer.headers) == (status == 405)
    assert MARKER.encode() not in answer.content
    assert MARKER not in str(answer.headers)


def said_back(api_url: str, data: bytes) -> Answer:
    target = urlsplit(api_url)
    with socket.create_connection((target.hostname, target.port), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        while b"\r\n\r\n" not in received or not _is_whole(received):
            chunk = connection.recv(65536)
            assert chunk, received
            received += chunk
    head, _, content = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Answer(int(first.split()[1]), headers, content)


def _is_whole(received: bytes) -> bool:
    try:
        json.loads(received.partition(b"\r\n\r\n")[2])
    except ValueError:
        return False
    return True
