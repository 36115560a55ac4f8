"""How far a local stack's clock was moved ahead (D18): one number in a file, read by everybody.

Where no file is named, as in every cloud, the clock is the machine's own.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from shared.gcp.settings import clock_shift_file

NO_SHIFT = timedelta()


@dataclass(slots=True)
class ClockShift:
    """The shift that `file` says; it is read again when the file was replaced."""

    file: Path
    _seen: tuple[int, int] = (0, 0)
    _shift: timedelta = NO_SHIFT

    def value(self) -> timedelta:
        """Return the shift; none where there is no file yet."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            return self._shift
        if (found.st_mtime_ns, found.st_ino) != self._seen:
            self._shift = timedelta(milliseconds=json.loads(self.file.read_text())["ahead_ms"])
            self._seen = (found.st_mtime_ns, found.st_ino)
        return self._shift


@cache
def process_shift() -> ClockShift | None:
    """Return the shift of this process's stack, None where its clock cannot be moved."""
    named = clock_shift_file()
    return ClockShift(Path(named)) if named else None
