"""The edge as a real process, before an upstream that records what it is asked."""

import http.client
import json
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from emulators.local_http import ask
from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import ROOT
from shared.core.reasons import REASONS
from shared.gcp.http import error_answer

ROUTES = [
    ("GET", "/v1/clock", "clock_get"),
    ("POST", "/v1/trading/accounts/{account_id}/orders", "orders_create"),
    ("GET", "/v1/trading/accounts/{account_id}/orders", "orders_list"),
    ("GET", "/v1/trading/accounts/{account_id}/orders/{order_id}", "orders_get"),
    ("GET", "/v1/trading/accounts/{account_id}/orders/fixed", "orders_fixed"),
    ("GET", "/v1/events", "events"),
    ("GET", "/v1/moved", "moved"),
    ("GET", "/v1/broken", "broken"),
]
MIB = 1024 * 1024
REQUEST_ID = "0123abcd-0123-4567-89ab-0123456789ab"


@dataclass
class Seen:
    """One request as the upstream received it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Recorder(ThreadingHTTPServer):
    """An upstream that answers by path and keeps what it saw."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.seen: list[Seen] = []
        self.connections: set[int] = set()
        self.released = Event()


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def do_GET(self) -> None:
        self._record(b"")
        if self.path.startswith("/trading/v1/events"):
            self._stream()
        elif self.path == "/trading/v1/moved":
            self.send_response(302)
            self.send_header("Location", "/v1/clock")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/trading/v1/broken":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
        else:
            self._answer(200)

    def do_POST(self) -> None:
        self._record(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self._answer(201)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""

    def _record(self, body: bytes) -> None:
        self.server.connections.add(self.client_address[1])
        seen = Seen(self.command, self.path, dict(self.headers.items()), body)
        self.server.seen.append(seen)

    def _answer(self, status: int) -> None:
        data = b'{"from": "upstream"}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Custom", "kept")
        self.send_header("Keep-Alive", "timeout=1")
        self.end_headers()
        self.wfile.write(data)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(b"data: first\n\n")
        self.server.released.wait(10)
        self._chunk(b"data: second\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


@dataclass
class RunningEdge:
    """An edge, and where it writes its log."""

    port: int
    log: Path
    upstream: Recorder
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as client:
            client.sendall(data)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
            return answer


@pytest.fixture(scope="module")
def upstream() -> Iterator[Recorder]:
    server = Recorder()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def edge(upstream: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    upstream_url = f"http://127.0.0.1:{upstream.server_address[1]}"
    yield from running_edge(tmp_path_factory.mktemp("edge"), upstream_url, upstream)


def running_edge(folder: Path, upstream_url: str, upstream: Recorder) -> Iterator[RunningEdge]:
    routes = folder / "routes.json"
    listed = [
        {"method": method, "path": path, "operation": operation}
        | {"function": "trading", "scope": "partner", "rate_class": "read", "version": "v1"}
        for method, path, operation in ROUTES
    ]
    routes.write_text(json.dumps({"routes": listed}))
    running = RunningEdge(free_port(), folder / "edge.log", upstream)
    urls = {name: f"{upstream_url}/{name}" for name in ("trading", "relay")}
    options = ["--routes", str(routes), "--port", str(running.port), "--urls", json.dumps(urls)]
    process = spawn([sys.executable, "-u", "-m", "emulators.edge", *options], running.log, cwd=ROOT)
    try:
        deadline_s = time.monotonic() + 60
        while ask(f"{running.url}/healthz")[0] != 200:
            assert process.poll() is None and time.monotonic() < deadline_s, running.log.read_text()
            time.sleep(0.02)
        yield running
    finally:
        stop_process(process)


def refused(reason: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Check that an answer is the error of `reason`, shaped as the functions shape theirs."""
    assert status == REASONS[reason].status
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body) == error_answer(reason, headers["X-Request-Id"]).body


def test_forwards_path_query_and_body_to_the_functions_prefix(edge: RunningEdge) -> None:
    target = "/v1/trading/accounts/a%20b/orders?x=%2F&x=2"
    status, headers, body = edge.request("POST", target, b'{"qty": 1}', {"Content-Type": "a/b"})
    assert (status, body) == (201, b'{"from": "upstream"}')
    assert headers["X-Custom"] == "kept"
    seen = edge.upstream.seen[-1]
    assert (seen.method, seen.target, seen.body) == ("POST", f"/trading{target}", b'{"qty": 1}')
    assert seen.headers["Content-Type"] == "a/b"


def test_lets_credentials_through_and_nothing_about_the_client(edge: RunningEdge) -> None:
    given = {
        "Authorization": "Basic abc",
        "APCA-API-KEY-ID": "key",
        "APCA-API-SECRET-KEY": "secret",
        "Last-Event-ID": "7",
        "User-Agent": "browser",
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "Cookie": "a=b",
        "Referer": "http://elsewhere",
        "Connection": "X-Own",
        "X-Own": "1",
    }
    edge.request("GET", "/v1/clock", headers=given)
    seen = {name.lower(): value for name, value in edge.upstream.seen[-1].headers.items()}
    assert {"authorization", "apca-api-key-id", "apca-api-secret-key", "last-event-id"} <= set(seen)
    assert seen.keys() - {
        "authorization", "apca-api-key-id", "apca-api-secret-key", "last-event-id",
        "host", "x-request-id", "accept-encoding",
    } == set()  # fmt: skip
    assert "203.0.113.9" not in str(seen)


@pytest.mark.parametrize(
    "given", [None, "short", "UPPERCASE-ID", "x" * 12, "a" * 33, "a b c d e f", "34600111222"]
)
def test_makes_a_request_id_where_none_is_usable(edge: RunningEdge, given: str | None) -> None:
    headers = {"X-Request-Id": given} if given else {}
    answered = edge.request("GET", "/v1/clock", headers=headers)[1]["X-Request-Id"]
    assert answered == edge.upstream.seen[-1].headers["X-Request-Id"]
    assert len(answered) == 36 and answered != given


def test_keeps_a_good_request_id(edge: RunningEdge) -> None:
    answered = edge.request("GET", "/v1/clock", headers={"X-Request-Id": REQUEST_ID})[1]
    assert answered["X-Request-Id"] == REQUEST_ID
    assert edge.upstream.seen[-1].headers["X-Request-Id"] == REQUEST_ID


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/v2/clock",
        "/v1/clock/",
        "/v1//clock",
        "//v1/clock",
        "/books/executions",
        "/trading/v1/clock",
        "/v1/cl%6Fck",
        "/v1/trading/accounts//orders",
        "/v1/trading/accounts/../orders",
        "/v1/trading/accounts/%2e%2e/orders",
        "/v1/trading/accounts/a%2Fb/orders",
        "/v1/trading/accounts/%2F%2Fb/orders",
        "http://elsewhere/v1/clock",
    ],
)
def test_an_unknown_path_is_404_and_goes_nowhere(edge: RunningEdge, target: str) -> None:
    asked = len(edge.upstream.seen)
    refused("not_found", *edge.request("GET", target))
    assert len(edge.upstream.seen) == asked


@pytest.mark.parametrize("method", ["DELETE", "HEAD", "OPTIONS", "PUT"])
def test_a_wrong_verb_is_405_and_says_which_are_right(edge: RunningEdge, method: str) -> None:
    status, headers, body = edge.request(method, "/v1/trading/accounts/a/orders")
    assert headers["Allow"] == "GET, POST"
    if method == "HEAD":
        assert (status, body) == (405, b"")
    else:
        refused("method_not_allowed", status, headers, body)


def test_a_fixed_path_comes_before_a_pattern(edge: RunningEdge) -> None:
    edge.request("GET", "/v1/trading/accounts/a/orders/fixed", headers={"X-Request-Id": "ab" * 16})
    assert logged(edge, "ab" * 16)["operation"] == "orders_fixed"


def logged(edge: RunningEdge, request_id: str) -> dict[str, Any]:
    deadline_s = time.monotonic() + 5
    while time.monotonic() < deadline_s:
        for line in edge.log.read_text().splitlines():
            entry: dict[str, Any] = json.loads(line)
            if entry["request_id"] == request_id:
                return entry
        time.sleep(0.01)
    raise AssertionError("not logged")


def test_logs_four_fields_and_none_of_the_request(edge: RunningEdge) -> None:
    edge.request(
        "GET",
        "/v1/trading/accounts/secret-account/orders?email=jose@example.es",
        headers={"X-Request-Id": "cd" * 16, "User-Agent": "browser-x", "Authorization": "Basic pw"},
    )
    entry = logged(edge, "cd" * 16)
    assert entry.keys() == {"request_id", "operation", "status", "duration_ms"}
    assert (entry["operation"], entry["status"]) == ("orders_list", 200)
    edge.raw(b"NOT HTTP secret-line\r\n\r\n")
    for secret in ("secret", "jose", "browser-x", "Basic", "127.0.0.1"):
        assert secret not in edge.log.read_text()


def test_a_body_of_one_mebibyte_passes(edge: RunningEdge) -> None:
    status, _, _ = edge.request("POST", "/v1/trading/accounts/a/orders", b"x" * MIB)
    assert status == 201
    assert len(edge.upstream.seen[-1].body) == MIB


def test_a_larger_body_is_413_before_the_function_is_asked(edge: RunningEdge) -> None:
    asked = len(edge.upstream.seen)
    refused(
        "body_too_large", *edge.request("POST", "/v1/trading/accounts/a/orders", b"x" * (MIB + 1))
    )
    assert len(edge.upstream.seen) == asked


def test_a_larger_body_of_unknown_length_is_413(edge: RunningEdge) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", edge.port, timeout=30)
    pieces = iter([b"x" * 65536] * 17)
    connection.request("POST", "/v1/trading/accounts/a/orders", pieces, encode_chunked=True)
    response = connection.getresponse()
    refused("body_too_large", response.status, dict(response.getheaders()), response.read())
    connection.close()


def test_a_chunked_body_arrives_whole(edge: RunningEdge) -> None:
    edge.request("POST", "/v1/trading/accounts/a/orders", iter([b"ab", b"cd"]))  # type: ignore[arg-type]
    assert edge.upstream.seen[-1].body == b"abcd"
    assert edge.upstream.seen[-1].headers["Content-Length"] == "4"


def test_a_stream_comes_through_piece_by_piece(edge: RunningEdge) -> None:
    edge.upstream.released.clear()
    connection = http.client.HTTPConnection("127.0.0.1", edge.port, timeout=30)
    connection.request("GET", "/v1/events")
    response = connection.getresponse()
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.read1() == b"data: first\n\n"
    edge.upstream.released.set()
    assert response.read() == b"data: second\n\n"
    connection.close()


def test_passes_a_redirect_on_and_does_not_follow_it(edge: RunningEdge) -> None:
    status, headers, _ = edge.request("GET", "/v1/moved")
    assert (status, headers["Location"]) == (302, "/v1/clock")


def test_upstream_connections_are_kept(edge: RunningEdge) -> None:
    edge.upstream.connections.clear()
    for _ in range(5):
        edge.request("GET", "/v1/clock")
    assert len(edge.upstream.connections) == 1


def test_hop_by_hop_headers_end_here(edge: RunningEdge) -> None:
    _, headers, _ = edge.request("GET", "/v1/clock")
    assert "Keep-Alive" not in headers
    assert headers["Server"] == "two-ledger"


def test_an_upstream_that_breaks_off_is_503_and_retryable(edge: RunningEdge) -> None:
    status, headers, body = edge.request("GET", "/v1/broken")
    refused("unavailable", status, headers, body)
    assert json.loads(body)["retryable"] is True
    assert headers["Retry-After"] == "1"


def test_an_upstream_out_of_reach_is_503(tmp_path: Path, upstream: Recorder) -> None:
    for edge in running_edge(tmp_path, f"http://127.0.0.1:{free_port()}", upstream):
        refused("unavailable", *edge.request("GET", "/v1/clock"))


@pytest.mark.parametrize(
    "data", [b"NOT HTTP", b"BREW / HTTP/1.1", b"GET / HTTP/1.1\r\nA: " + b"x" * 9000]
)
def test_what_is_not_http_is_answered_in_json(edge: RunningEdge, data: bytes) -> None:
    head, _, body = edge.raw(data + b"\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 400 ") or head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["reason"] == "invalid_parameter"


def test_healthz_answers_by_itself(edge: RunningEdge) -> None:
    asked = len(edge.upstream.seen)
    assert edge.request("GET", "/healthz")[0] == 200
    assert len(edge.upstream.seen) == asked
    status, headers, body = edge.request("POST", "/healthz", b"")
    refused("method_not_allowed", status, headers, body)
    assert headers["Allow"] == "GET"
