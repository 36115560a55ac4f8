"""The object store of a local stack: a folder of its own."""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from shared.core.errors import Unavailable
from shared.core.objects import check_name


@dataclass(frozen=True, slots=True)
class FolderObjects:
    """Objects as files below `root`, readable by the user alone."""

    root: Path

    def put(self, name: str, data: bytes) -> None:
        """Write an object whole, whatever is there.

        Raises Unavailable.
        """
        check_name(name)
        path = self.root.joinpath(name)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.write_bytes(data)
            unfinished.replace(path)
        except OSError as error:
            raise Unavailable(type(error).__name__) from None

    def get(self, name: str) -> bytes | None:
        """Return an object, None where there is none.

        Raises Unavailable.
        """
        check_name(name)
        try:
            return self.root.joinpath(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(type(error).__name__) from None

    def delete(self, name: str) -> None:
        """Remove an object; it is no error that there is none.

        Raises Unavailable.
        """
        check_name(name)
        try:
            self.root.joinpath(name).unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(type(error).__name__) from None
