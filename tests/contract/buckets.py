"""Cloud Storage's emulator in this process, and a server that has only faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import requests
from gcp_storage_emulator.server import create_server

from emulators.ports import free_port
from shared.gcp.buckets import BucketObjects
from tests.contract.failing_server import DETAILS

PROJECT = "tests"


@contextmanager
def running_storage() -> Iterator[str]:
    """Yield the URL of an emulator without buckets."""
    port = free_port()
    server = create_server("127.0.0.1", port, in_memory=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def own_bucket(url: str) -> BucketObjects:
    """Return the driver over a bucket that nobody else has."""
    name = f"bucket-{uuid4()}"
    made = requests.post(f"{url}/storage/v1/b", json={"name": name}, timeout=5)
    made.raise_for_status()
    return BucketObjects(PROJECT, name, url)


def object_names(url: str, bucket: str) -> list[str]:
    """Return the names of a bucket's objects, as the service lists them."""
    listed = requests.get(f"{url}/storage/v1/b/{bucket}/o", timeout=5)
    return [item["name"] for item in listed.json().get("items", [])]


class FailingStorage(ThreadingHTTPServer):
    """Answers every call with one status and some headers, and counts the calls."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Failing)
        self.status = 503
        self.headers: dict[str, str] = {}
        self.calls = 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Failing(BaseHTTPRequestHandler):
    server: FailingStorage

    def _fail(self) -> None:
        self.server.calls += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(DETAILS)))
        self.end_headers()
        self.wfile.write(DETAILS.encode())

    do_DELETE = do_GET = do_POST = _fail  # noqa: N815  # the server asks for these names

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def failing_storage() -> Iterator[FailingStorage]:
    """Yield a server that fails, until it is left."""
    server = FailingStorage()
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
