"""A server that refuses every call, for the drivers' faults."""

from typing import Any

import grpc

SECRET = "Juan Perez"
DETAILS = f"the value {SECRET} is not right"


class FailingServer(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc is untyped
    """Answers every call with one status, and remembers the headers of the calls."""

    def __init__(self) -> None:
        self.status = grpc.StatusCode.UNKNOWN
        self.calls: list[dict[str, str]] = []
        self.host = ""

    def service(self, details: Any) -> Any:
        if details.method.endswith(("/BatchGetDocuments", "/RunQuery")):
            return grpc.unary_stream_rpc_method_handler(self._fail)
        return grpc.unary_unary_rpc_method_handler(self._fail)

    def _fail(self, request: bytes, context: Any) -> None:
        self.calls.append(dict(context.invocation_metadata()))
        context.abort(self.status, DETAILS)
