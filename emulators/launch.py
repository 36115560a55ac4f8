"""Become a command that dies with its parent: `python launch.py PARENT_PID COMMAND ARGUMENT...`.

The process id stays the same, so whoever started this script has the command as a direct child. The
kernel kills it when the thread that started it ends, however it ends (Linux; elsewhere the command
runs untied). Doing this here and not between fork and exec keeps the parent free to have threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent_pid: int, command: list[str]) -> None:
    """Tie this process to its parent and turn into `command`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # the parent ended before the tie was made
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
