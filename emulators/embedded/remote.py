"""An embedded stack from another process, through its inspection door."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from emulators.local_http import ask
from emulators.regions import RegionName
from shared.core.documents import Condition, Create, Data, Delete, Put, Replace, Snapshot, Write
from shared.core.errors import CommitUnknown, Conflict, Unavailable

TIMEOUT_S = 60
_KINDS = {Create: "create", Put: "put", Replace: "replace", Delete: "delete"}


@dataclass(frozen=True, slots=True)
class RemoteDocuments:
    """One database, as the documents port."""

    url: str
    region: RegionName
    database: str

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        """Read documents as of one moment, in the order asked.

        Raises Unavailable.
        """
        return self._snapshots("get", {"paths": list(paths)}) if paths else []

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none.

        Raises Conflict, CommitUnknown.
        """
        if not writes:
            return
        status, answer = self._ask("commit", {"writes": [_told(write) for write in writes]})
        if status == 409:
            raise Conflict(json.loads(answer)["conflict"])
        if status != 200:
            raise CommitUnknown(str(status))

    def query(
        self,
        collection: str,
        where: Sequence[Condition] = (),
        *,
        order_by: str | None = None,
        descending: bool = False,
        limit: int,
    ) -> list[Snapshot]:
        """Return at most `limit` documents of a collection that meet every condition.

        Raises Unavailable.
        """
        asked = {
            "collection": collection,
            "where": [(each.field, each.operator, each.value) for each in where],
            "order_by": order_by,
            "descending": descending,
            "limit": limit,
        }
        return self._snapshots("query", asked)

    def everything(self) -> list[Snapshot]:
        """Return every document, by path.

        Raises Unavailable.
        """
        return self._snapshots("documents", None)

    def _snapshots(self, verb: str, asked: Mapping[str, Any] | None) -> list[Snapshot]:
        status, answer = self._ask(verb, asked)
        if status != 200:
            raise Unavailable(str(status))
        return [Snapshot(each["path"], each["data"], each["token"]) for each in json.loads(answer)]

    def _ask(self, verb: str, asked: Mapping[str, Any] | None) -> tuple[int, bytes]:
        body = None if asked is None else json.dumps(asked).encode()
        address = f"{self.url}/{self.region}/databases/{self.database}/{verb}"
        return ask(address, body=body, timeout_s=TIMEOUT_S)


class Heard(NamedTuple):
    """A message that was published."""

    number: int
    region: RegionName
    project: str
    topic: str
    at_ms: int
    ordering_key: str
    attributes: Mapping[str, str]
    data: bytes


@dataclass(slots=True)
class Listening:
    """Hears everything that is published after `number`."""

    url: str
    number: int = 0

    @classmethod
    def from_now(cls, url: str) -> "Listening":
        """Listen to what is published from now on.

        Raises Unavailable.
        """
        status, answer = ask(f"{url}/published/last", timeout_s=TIMEOUT_S)
        if status != 200:
            raise Unavailable(str(status))
        return cls(url, json.loads(answer))

    def heard(self) -> list[Heard]:
        """Return what was published since the last call.

        Raises Unavailable.
        """
        status, answer = ask(f"{self.url}/published?after={self.number}", timeout_s=TIMEOUT_S)
        if status != 200:
            raise Unavailable(str(status))
        found = [_heard(each) for each in json.loads(answer)]
        self.number = max((each.number for each in found), default=self.number)
        return found


def publish(
    url: str,
    region: RegionName,
    topic: str,
    data: bytes,
    attributes: Iterable[tuple[str, str]] = (),
    ordering_key: str = "",
) -> None:
    """Publish a message as anyone could who may publish there.

    Raises Unavailable.
    """
    told = {
        "data": base64.b64encode(data).decode(),
        "attributes": dict(attributes),
        "ordering_key": ordering_key,
    }
    address = f"{url}/{region}/topics/{topic}"
    status, _ = ask(address, body=json.dumps(told).encode(), timeout_s=TIMEOUT_S)
    if status != 200:
        raise Unavailable(str(status))


def _heard(told: dict[str, Any]) -> Heard:
    return Heard(**(told | {"data": base64.b64decode(told["data"])}))


def _told(write: Write) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": _KINDS[type(write)], "path": write.path}
    if not isinstance(write, Delete):
        told["data"] = _plain(write.data)
    if isinstance(write, Replace | Delete):
        told["token"] = write.token
    return told


def _plain(data: Data) -> dict[str, Any]:
    return dict(data)
