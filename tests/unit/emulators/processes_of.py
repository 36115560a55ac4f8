"""Look at processes from outside: their children, and where they listen."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from emulators.processes import is_alive

LISTENING = "0A"


def descendants(pid: int) -> set[int]:
    """Return a process and everything it started that still runs."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # ended while we looked
    found, news = {pid}, {pid}
    while news:
        news = {child for child, parent in parents.items() if parent in news} - found
        found |= news
    return found


def listening_addresses(pids: Iterable[int]) -> set[str]:
    """Return the local addresses, hexadecimal as in /proc/net, that processes listen on."""
    inodes = set()
    for pid in pids:
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                inodes.add(str(handle.readlink()).removeprefix("socket:[").rstrip("]"))
            except OSError:
                continue
    return {address for address, inode in _listening().items() if inode in inodes}


def still_listening(addresses: set[str]) -> set[str]:
    """Return those addresses that somebody listens on now."""
    return addresses & _listening().keys()


def wait_until(holds: Callable[[], bool], timeout_s: float, what: str) -> None:
    """Return when something holds; fail after the time."""
    deadline_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline_s, f"not within {timeout_s} s: {what}"
        time.sleep(0.02)


def wait_until_gone(pids: Iterable[int], timeout_s: float = 10) -> None:
    """Return when none of the processes runs any more."""
    watched = set(pids)
    wait_until(
        lambda: not any(is_alive(pid) for pid in watched),
        timeout_s,
        f"end of {[pid for pid in watched if is_alive(pid)]}",
    )


def _listening() -> dict[str, str]:
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1]: row[9] for row in rows if row[3] == LISTENING}
