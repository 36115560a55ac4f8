"""Interrupt a service over the twins at a commit that is counted over all databases."""

from collections.abc import Callable, Sequence
from itertools import count

from shared.core.documents import Write
from tests.unit.eu.identity.desk import Stores


class Crash(BaseException):
    """The process is gone: nothing catches it."""


def interrupt(stores: Stores, at: int, error: Callable[[], BaseException], *, after: bool) -> None:
    """Raise at the n-th commit, counted over all databases, before or after it lands."""
    numbers = count(1)

    def hook(writes: Sequence[Write]) -> None:
        if next(numbers) == at:
            raise error()

    for database in stores.databases:
        database.hooks.before_commit = (lambda _: None) if after else hook
        database.hooks.after_commit = hook if after else (lambda _: None)


def heal(stores: Stores) -> None:
    for database in stores.databases:
        database.hooks.before_commit = database.hooks.after_commit = lambda _: None
