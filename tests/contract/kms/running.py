"""The local KMS as a process of a test, and Google's client before it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from emulators.kms.client import client_at
from emulators.kms.process import answers, command
from emulators.ports import free_port
from emulators.processes import is_alive, spawn, stop_process
from emulators.sandbox import ROOT
from tests.unit.emulators.processes_of import wait_until

START_TIMEOUT_S = 20
LOCATION = "projects/contract/locations/europe-southwest1"


@dataclass
class RunningKms:
    """A service that keeps its keys in `data`; after it ended it can be started again."""

    data: Path
    options: tuple[str, ...] = ()
    grants: tuple[tuple[str, str], ...] = ()
    strict: bool = False

    def __post_init__(self) -> None:
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.log = self.data.with_name(f"{self.data.name}.log")
        self.process: Popen[bytes]

    def start(self) -> None:
        """Start it and return when it answers."""
        line = command(self.port, self.data, strict=self.strict, grants=self.grants)
        self.process = spawn([*line, *self.options], self.log, cwd=ROOT)
        wait_until(
            lambda: answers(self.host) or not is_alive(self.process.pid),
            START_TIMEOUT_S,
            "a KMS that answers",
        )
        assert is_alive(self.process.pid), self.log.read_text()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def client(self, caller: str | None = None) -> Any:
        """Return Google's client, as a caller."""
        return client_at(self.host, caller)


@contextmanager
def running_kms(
    data: Path, *options: str, strict: bool = False, grants: Iterable[tuple[str, str]] = ()
) -> Iterator[RunningKms]:
    """Run a service until the end of the block."""
    kms = RunningKms(data, options, tuple(grants), strict)
    kms.start()
    try:
        yield kms
    finally:
        stop_process(kms.process)


@dataclass(frozen=True)
class Ring:
    """A key ring of its own for one test."""

    client: Any
    name: str

    def key(self, name: str, purpose: str = "ENCRYPT_DECRYPT", **fields: Any) -> str:
        """Create a key and return its name."""
        defaults = {"MAC": "HMAC_SHA256", "ASYMMETRIC_SIGN": "EC_SIGN_P256_SHA256"}
        if purpose in defaults:
            fields = {"version_template": {"algorithm": defaults[purpose]}} | fields
        created = self.client.create_crypto_key(
            parent=self.name, crypto_key_id=name, crypto_key={"purpose": purpose} | fields
        )
        return str(created.name)


def set_state(client: Any, version_name: str, state: str) -> Any:
    """Enable or disable a version."""
    return client.update_crypto_key_version(
        crypto_key_version={"name": version_name, "state": state}, update_mask={"paths": ["state"]}
    )
