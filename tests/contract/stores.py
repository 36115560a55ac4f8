"""The two stores under the documents contract, and how each loses a commit's answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import grpc

from shared.core.counters import Counters
from shared.core.documents import Documents, Write
from shared.core.errors import CommitUnknown
from shared.gcp.documents import FirestoreDocuments
from shared.memory.documents import MemoryDocuments


class Store(Protocol):
    """One database to test, one beside it, and a fault to inject."""

    counters: Counters

    @property
    def documents(self) -> Documents: ...

    @property
    def neighbour(self) -> Documents: ...

    def lose_next_answer(self) -> None: ...


@dataclass
class MemoryStore:
    """The twin; the answer is lost by its hook."""

    counters: Counters = field(default_factory=Counters)
    neighbour: MemoryDocuments = field(default_factory=MemoryDocuments)

    def __post_init__(self) -> None:
        self.documents = MemoryDocuments(self.counters)

    def lose_next_answer(self) -> None:
        self.documents.hooks.after_commit = self._lose

    def _lose(self, writes: Sequence[Write]) -> None:
        self.documents.hooks.after_commit = lambda _: None
        raise CommitUnknown


class FirestoreStore:
    """The driver before the emulator; the answer is lost between the two."""

    def __init__(self, host: str) -> None:
        self.counters = Counters()
        self._wire = LossyWire()
        project = f"contract-{uuid4().hex[:12]}"
        self.documents = FirestoreDocuments(
            project, "ledger", host, self.counters, interceptors=[self._wire]
        )
        self.neighbour = FirestoreDocuments(project, "vault", host)

    def lose_next_answer(self) -> None:
        self._wire.loses_next = True


class LossyWire(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc is untyped
    """Lets a call through to the server and then, once, says that the deadline has passed."""

    def __init__(self) -> None:
        self.loses_next = False

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        call = continuation(details, request)
        if self.loses_next:
            self.loses_next = False
            call.result()
            raise DeadlinePassed
        return call


class DeadlinePassed(grpc.RpcError):  # type: ignore[misc]  # grpc is untyped
    """What gRPC raises when an answer does not come in time."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.DEADLINE_EXCEEDED
