"""Gunicorn's settings for a region's router; the command line adds the address and the folder."""

import ctypes
import os
import signal
import sys
from typing import Any

worker_class = "gthread"
workers = 1
threads = 16
keepalive = 75  # longer than the edge keeps an idle connection, so that it never uses a closed one
timeout = 120
graceful_timeout = 2
accesslog = None  # the functions' HTTP layer writes its own, by allow-list
loglevel = "error"  # lower levels write addresses
control_socket_disable = True

PR_SET_PDEATHSIG = 1


def post_fork(server: Any, worker: Any) -> None:
    """Let the worker die with its master, also when the master is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != worker.ppid:
        sys.exit(1)
