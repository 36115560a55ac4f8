"""The twins in the place of the drivers: the same names, found inside the region that runs.

`install` must come before the functions are imported. Google's libraries are then never loaded,
which is most of what makes an embedded stack start fast.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from emulators.embedded.granted_keys import GrantedKeys
from emulators.embedded.projects import WallError, current
from emulators.kms import key_list
from shared.core.messages import Delivery, Messages
from shared.gcp import settings
from shared.gcp.service_accounts import email_of
from shared.memory.documents import MemoryDocuments


class FirestoreDocuments:
    """Stands for the driver of databases; building one returns the region's own."""

    def __new__(cls, project: str, database: str, *_: Any, **__: Any) -> Any:
        """Return a database.

        Raises WallError.
        """
        found: MemoryDocuments = current(project).database(database)
        return found


class PubSubMessages:
    """Stands for the driver of topics; building one returns the region's own."""

    def __new__(cls, project: str, *_: Any, **__: Any) -> Any:
        """Return the topics.

        Raises WallError.
        """
        found: Messages = current(project).messages
        return found


class KmsKeys:
    """Stands for the driver of keys."""

    @classmethod
    def of(cls, configured: settings.Settings, caller: str) -> GrantedKeys:
        """Return the region's keys as a service account (`fn-identity`) may use them.

        Raises WallError.
        """
        project = current(configured.project)
        if project.keys is None:
            raise WallError(f"{project.region.name} has no keys")
        account = email_of(caller, configured.project)
        return GrantedKeys.of(project.keys, key_list.read(), account)


class BucketObjects:
    """Stands for the driver of buckets, which an embedded stack has none of: its objects are files.

    Building one raises WallError.
    """

    def __init__(self, *_: Any) -> None:
        raise WallError("an embedded stack has no buckets")


class OwnSubscription:
    """Stands for a subscription of one instance; hands over in its event loop."""

    def __init__(self, project: str, _: Any, topic: str, name: str, __: Any) -> None:
        self._project = current(project)
        self._topic, self._name = topic, name

    async def pull(
        self, connected: Callable[[], None], handle: Callable[[Sequence[Delivery]], None]
    ) -> None:
        """Hand over what comes, for ever."""
        loop, coming = asyncio.get_running_loop(), asyncio.Queue[Delivery]()

        def take(delivery: Delivery) -> None:
            loop.call_soon_threadsafe(coming.put_nowait, delivery)

        topic = f"{self._project.region.name}/{self._topic}"
        self._project.broker.subscribe(self._name, topic, take, ordered=False)
        connected()
        while True:
            handle([await coming.get()])

    async def close(self) -> None:
        """Leave the subscription to its end, which is the process's own."""


def install() -> None:
    """Put the twins where the functions look for the drivers."""
    _replace("buckets", BucketObjects)
    _replace("documents", FirestoreDocuments)
    _replace("messages", PubSubMessages)
    _replace("keys", KmsKeys)
    _replace("pull", OwnSubscription)
    settings.settings = lambda: current().settings  # type: ignore[assignment]


def _replace(name: str, twin: type) -> None:
    full_name = f"shared.gcp.{name}"
    if full_name in sys.modules:
        raise WallError(f"{full_name} was loaded before its twin")
    module = ModuleType(full_name)
    setattr(module, twin.__name__, twin)
    sys.modules[full_name] = module
