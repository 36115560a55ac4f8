"""Deliveries a second of the relay beside a peer: `python -m tests.benchmarks.fan_out`.

The peer is nchan where nginx has it (Debian: libnginx-mod-nchan; NCHAN_MODULE says where else its
module lies), and always the least that fans out in this language. One stream, many listeners, a
closed loop, rounds in turns.
"""

import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import ROOT
from tests.benchmarks import results
from tests.benchmarks.listeners import Listeners, Server
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median
from tests.benchmarks.stack import SANDBOX, prepare
from tests.functions.callers import basic

CONNECTIONS, WINDOW = 1_000, 16
ROUNDS, ROUND_S = 3, 2.0
START_TIMEOUT_S = 15
MODULE = Path(os.environ.get("NCHAN_MODULE", "/usr/lib/nginx/modules/ngx_nchan_module.so"))
NCHAN = """load_module {module};
{user}worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 8000; }}
http {{
  access_log off; nchan_shared_memory_size 128M; keepalive_requests 10000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} backlog=4096; tcp_nodelay on;
    location /listen {{ nchan_subscriber eventsource; nchan_channel_id c;
      nchan_subscriber_first_message newest; }}
    location /publish {{ nchan_publisher; nchan_channel_id c;
      nchan_message_buffer_length 1000; nchan_message_timeout 60s; }}
  }}
}}
"""


def measure() -> list[Row]:
    """Run all rounds; print and keep them."""
    peers = [_bare, *([_nchan] if _nginx() else [])]
    rates: dict[str, list[float]] = {}
    with ExitStack() as cleanup:
        servers = [cleanup.enter_context(start()) for start in (_relay, *peers)]
        for _ in range(ROUNDS):
            for server in servers:
                rates.setdefault(server.name, []).append(_rate(server))
    figures = {
        "unit": "deliveries a second, to one stream's listeners in a closed loop",
        "listeners": CONNECTIONS,
        "events_on_their_way": WINDOW,
        "rounds": {name: [round(rate) for rate in found] for name, found in rates.items()},
    }
    results.keep("fan_out", figures)
    own = median(rates.pop("relay"))
    return [
        Row(
            f"relay and {name}, thousand deliveries/s",
            f"{own / 1_000:.0f}",
            f"{median(found) / 1_000:.0f}",
            f"{own / median(found):.2f}",
            "",
        )
        for name, found in rates.items()
    ]


def _rate(server: Server) -> float:
    listeners = Listeners(server, CONNECTIONS)
    try:
        return listeners.saturate(ROUND_S, WINDOW)
    finally:
        listeners.close()


@contextmanager
def _relay() -> Iterator[Server]:
    key, secret = f"CK{secrets.token_hex(9).upper()}", secrets.token_hex(32)
    headers = "".join(f"{name}: {value}\r\n" for name, value in basic(key, secret).items())
    with _started("relay_fan_out", key, secret) as port:
        yield Server("relay", port, _get("/v2/events/trades", headers), _posting("/publish"))


@contextmanager
def _bare() -> Iterator[Server]:
    with _started("bare_fan_out") as port:
        yield Server("bare", port, _get("/listen"), _posting("/publish"))


@contextmanager
def _nchan() -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        port, user = free_port(), "user root; " if os.geteuid() == 0 else ""
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(
            NCHAN.format(module=MODULE, user=user, folder=folder, port=port), encoding="utf-8"
        )
        command = [str(_nginx()), "-p", folder, "-c", str(configuration)]
        with _running("nchan", command, port):
            yield Server("nchan", port, _get("/listen"), _posting("/publish"))


def _nginx() -> str | None:
    """Return nginx where it has nchan."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return found if MODULE.exists() else None


@contextmanager
def _started(module: str, *arguments: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", str(port), *arguments]
    with _running(module, command, port):
        yield port


@contextmanager
def _running(name: str, command: list[str], port: int) -> Iterator[None]:
    process = spawn(command, SANDBOX.log(name), cwd=ROOT)
    try:
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError(f"{name} did not start; see {SANDBOX.log(name)}")
            time.sleep(0.05)
        yield
    finally:
        stop_process(process)


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _get(path: str, headers: str = "") -> bytes:
    accept = "Host: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    return f"GET {path} HTTP/1.1\r\n{accept}{headers}\r\n".encode()


def _posting(path: str) -> Callable[[bytes], bytes]:
    def request(body: bytes) -> bytes:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    return request


if __name__ == "__main__":
    prepare()
    results.table(measure())
