"""Two small projects over twins, for the tests of the embedded stack."""

from emulators.embedded.projects import Project
from emulators.environment import router_environments
from emulators.regions import REGIONS, RegionName
from shared.gcp.settings import read
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys
from shared.memory.messages import MemoryBroker, MemoryMessages


def project(name: RegionName) -> Project:
    """Return a region with all its databases and two topics."""
    region = REGIONS[name]
    broker = MemoryBroker([f"{name}/pages", f"{name}/orders"])
    return Project(
        region=region,
        databases={each: MemoryDocuments() for each in region.databases},
        broker=broker,
        messages=MemoryMessages(broker, name),
        settings=read(router_environments("h:1", "h:2")[name]),
        keys=MemoryKeys("tests") if name == "eu" else None,
    )
