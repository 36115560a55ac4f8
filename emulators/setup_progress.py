"""Count what pip installs, for who waits: `pip install … | python emulators/setup_progress.py 97`.

Runs before anything is installed, on the standard library alone. What goes wrong is shown whole:
pip says it on stderr, or in lines that begin with ERROR.
"""

import re
import sys
from collections.abc import Iterable
from typing import TextIO

_COLLECTING = re.compile(r"Collecting (?P<name>[\w.-]+)")
_INSTALLING = "Installing collected packages"


def count(lines: Iterable[str], total: int, shown: TextIO) -> None:
    """Show how many of `total` packages were fetched, on one line that is written over."""
    fetched = 0
    for line in lines:
        found = _COLLECTING.match(line)
        if line.startswith("ERROR"):
            shown.write(f"\n{line}")
        elif not shown.isatty():
            continue
        elif found:
            fetched += 1
            shown.write(f"\r\x1b[2K  {fetched} of {total}  {found['name']}")
        elif line.startswith(_INSTALLING):
            shown.write(f"\r\x1b[2K  unpacking {total} packages …")
        shown.flush()
    if shown.isatty():
        shown.write("\r\x1b[2K")


if __name__ == "__main__":
    count(sys.stdin, int(sys.argv[1]), sys.stderr)
