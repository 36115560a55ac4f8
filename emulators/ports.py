"""Choose listening ports on 127.0.0.1."""

import socket
from random import Random

# Below the range that Linux takes ports of outgoing connections from, so that a port stays ours
# while its process is being restarted.
FIRST, LAST = 20_000, 31_999
_random = Random()  # noqa: S311  # seeded by the system; nothing secret


def free_port() -> int:
    """Return a port that nobody listens on."""
    while True:
        port = _random.randint(FIRST, LAST)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Tell whether a process could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
