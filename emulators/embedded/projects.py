"""The walls within the process: what each region's code can reach, and nothing else.

Code of a region runs `inside` its project. A driver that it builds finds its project there, and is
refused another one's, as it would be by the rights of its service account.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from emulators.regions import Region
from shared.core.messages import Messages
from shared.gcp.settings import Settings
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.messages import MemoryBroker

_current: ContextVar["Project"] = ContextVar("project")


class WallError(Exception):
    """Say that code reached for what its region does not have."""


@dataclass(frozen=True, slots=True)
class Project:
    """One region's databases, topics, keys and settings."""

    region: Region
    databases: Mapping[str, MemoryDocuments]
    broker: MemoryBroker
    messages: Messages
    settings: Settings
    keys: MemoryKeys | None = None

    def database(self, name: str) -> MemoryDocuments:
        """Return a database of this project.

        Raises WallError.
        """
        if name not in self.databases:
            raise WallError(f"{self.region.name} has no such database")
        return self.databases[name]


@contextmanager
def inside(project: Project) -> Iterator[None]:
    """Run what is done in this block as code of a region."""
    token = _current.set(project)
    try:
        yield
    finally:
        _current.reset(token)


def current(name: str | None = None) -> Project:
    """Return the project whose code runs; `name` is the one that it believes to be in.

    Raises WallError.
    """
    project = _current.get(None)
    if project is None:
        raise WallError("no region's code is running")
    if name is not None and name != project.region.project:
        raise WallError(f"{project.region.name} reaches for another project")
    return project
