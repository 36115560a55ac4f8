"""Go through what was left behind: one that cannot be ended does not hold back the others."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def sweep_each(
    items: Iterable[Item], end: Callable[[Item], None], waits: tuple[type[Exception], ...]
) -> int:
    """End each item and return how many there were; by an error of `waits` it waits for later.

    Raises the last other error, after every item had its turn.
    """
    count, failed = 0, None
    for item in items:
        try:
            end(item)
            count += 1
        except waits:
            continue
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return count
