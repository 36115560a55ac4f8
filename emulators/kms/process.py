"""The service as a process: its command line, and whether it answers."""

import sys
from collections.abc import Iterable
from pathlib import Path

ANSWER_TIMEOUT_S = 1


def command(
    port: int, data: Path, *, strict: bool = False, grants: Iterable[tuple[str, str]] = ()
) -> list[str]:
    """Return the command that serves the keys of a directory on 127.0.0.1, run from the repository.

    `grants` are pairs of an account's e-mail and a role, or a permission, on everything.
    """
    options = ["--port", str(port), "--data", str(data)]
    for email, role in grants:
        options += ["--grant", f"{email}={role}"]
    if strict:
        options.append("--strict")
    return [sys.executable, "-u", "-m", "emulators.kms", *options]


def answers(host: str) -> bool:
    """Tell whether the service answers at `host`."""
    import grpc  # here: who only describes the process need not wait for it

    with grpc.insecure_channel(host) as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        try:
            return bool(check(b"", timeout=ANSWER_TIMEOUT_S))
        except grpc.RpcError:
            return False
