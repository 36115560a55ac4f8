"""Serve the stand-in providers to Terraform, from this process, over private local sockets.

Terraform is told of them by TF_REATTACH_PROVIDERS, as it is of a provider under a debugger: it
starts no plugin and downloads none.
"""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import grpc

from tests.terraform.standin.protocol import SERVICE, message
from tests.terraform.standin.provider import Provider
from tests.terraform.standin.schema import load

THREADS = 4
UNLIMITED = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve every provider on a socket in `folder`; yield what TF_REATTACH_PROVIDERS must say."""
    with ExitStack() as stack:
        attached = {}
        for source, schema in load().items():
            socket = folder / f"{source.replace('/', '-')}.sock"
            stack.enter_context(_server(Provider(schema), socket))
            attached[source] = {
                "Protocol": "grpc",
                "ProtocolVersion": 5,
                "Pid": os.getpid(),
                "Test": True,
                "Addr": {"Network": "unix", "String": str(socket)},
            }
        yield json.dumps(attached)


@contextmanager
def _server(provider: Provider, socket: Path) -> Iterator[None]:
    server = grpc.server(ThreadPoolExecutor(THREADS), options=UNLIMITED)
    server.add_generic_rpc_handlers([_handlers(provider)])
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    try:
        yield
    finally:
        server.stop(grace=None).wait()


def _handlers(provider: Provider) -> Any:
    def handler(request: str, answer: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(
            lambda asked, _: answer(asked),
            request_deserializer=message(request).FromString,
            response_serializer=lambda answered: answered.SerializeToString(),
        )

    calls = {name: handler(*call) for name, call in provider.calls().items()}
    return grpc.method_handlers_generic_handler(SERVICE, calls)
