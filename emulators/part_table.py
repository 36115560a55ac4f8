"""The parts of a running stack: where each belongs, where it listens, whether it answers."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulators.processes import is_alive
from emulators.regions import REGIONS

HEADERS = ("part", "region", "address", "state", "pid")
CONNECT_TIMEOUT_S = 1
_REGIONS = {
    "edge": "eu",
    "embedded": "eu, us",
    "firestore": "eu, us",
    "kms": "eu",
    "pubsub": "eu, us",
    "relay": "eu",
    "router-eu": "eu",
    "router-us": "us",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part as a line of the table; `address` is empty where it listens nowhere."""

    name: str
    region: str
    address: str
    state: str
    pid: int

    def cells(self) -> tuple[str, ...]:
        """Return the line's texts."""
        return (self.name, self.region, self.address or "-", self.state, str(self.pid))


def parts_of(state: Mapping[str, Any]) -> list[Part]:
    """Look at every process that `state.json` names."""
    addresses = state.get("addresses", {})
    return [
        _part(name, pid, addresses.get(name, ""))
        for name, pid in sorted(state["processes"].items())
    ]


def all_up(parts: Sequence[Part]) -> bool:
    """Tell whether every part does its work."""
    return all(part.state == "up" for part in parts)


def _part(name: str, pid: int, address: str) -> Part:
    return Part(name, _region(name), address, _state(pid, address), pid)


def _region(name: str) -> str:
    """Return where a part belongs; a function's own process names its region first."""
    if name in _REGIONS:
        return _REGIONS[name]
    region = name.partition("-")[0]
    return region if region in REGIONS else "local"


def _state(pid: int, address: str) -> str:
    if not is_alive(pid):
        return "gone"
    return "up" if not address or _listens(address) else "silent"


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S).close()
    except OSError:
        return False
    return True
