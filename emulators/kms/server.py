"""The service as a gRPC server, and what it logs: never a peer, a text, a code or a key."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from emulators.kms.access import caller_of
from emulators.kms.errors import KmsError
from emulators.kms.service import Call, Service

THREADS = 8
NAME_LENGTH_MAX = 300
HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x08\x01"  # a HealthCheckResponse whose status is SERVING
# Calls that change nothing and come with every request of a partner.
QUIET = ("Get", "List", "Encrypt", "Decrypt", "MacSign", "MacVerify", "AsymmetricSign", "Test")
QUIET_WHEN_FINE = (*QUIET, "GenerateRandomBytes")

Log = Callable[[str], None]


def start(service: Service, host: str, port: int, log: Log) -> tuple[grpc.Server, int]:
    """Serve on an address and return the server with its port; 0 takes a free one.

    Raises RuntimeError where somebody else listens there.
    """
    server = grpc.server(
        ThreadPoolExecutor(THREADS, thread_name_prefix="kms"),
        handlers=[Handlers(service, log)],
        options=[("grpc.so_reuseport", 0)],  # two services on one port would share the calls
    )
    bound = server.add_insecure_port(f"{host}:{port}")
    server.start()
    return server, bound


class Handlers(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc is untyped
    """Finds the call that a method names, and turns refusals into status codes."""

    def __init__(self, service: Service, log: Log) -> None:
        self._service = service
        self._log = log
        self._handlers = {name: self._handler(name, call) for name, call in service.calls.items()}
        self._handlers[HEALTH] = grpc.unary_unary_rpc_method_handler(lambda _, __: SERVING)

    def service(self, details: Any) -> Any:
        """Return the handler of a method, None where there is none."""
        return self._handlers.get(details.method)

    def _handler(self, name: str, call: Call) -> Any:
        method = name.rpartition("/")[2]

        def handle(request: Any, context: Any) -> Any:
            caller = caller_of(context.invocation_metadata())
            code, text = grpc.StatusCode.OK, ""
            try:
                with self._service.store.lock:
                    return call.serve(request, caller)
            except KmsError as error:
                code, text = error.code, error.text
            except Exception as error:  # the type alone is told: texts may quote the request
                code, text = grpc.StatusCode.INTERNAL, type(error).__name__
            finally:
                self._log_call(method, call.resource_of(request), caller, code)
            context.abort(code, text)

        return grpc.unary_unary_rpc_method_handler(handle, call.parse, call.render)

    def _log_call(
        self, method: str, resource: str, caller: str | None, code: grpc.StatusCode
    ) -> None:
        if code == grpc.StatusCode.OK and method.startswith(QUIET_WHEN_FINE):
            return
        line = {"method": method, "resource": resource[:NAME_LENGTH_MAX], "caller": caller}
        self._log(json.dumps(line | {"code": code.name}))


def log_to_terminal(line: str) -> None:
    """Write a line of the log."""
    print(line, file=sys.stdout, flush=True)
