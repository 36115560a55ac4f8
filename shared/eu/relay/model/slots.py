"""How many streams a key may hold open at a time, in this process."""

from collections import Counter

from shared.core.errors import Refusal


class Slots:
    """Counts open streams by the key that opened them."""

    def __init__(self, per_key: int) -> None:
        self._per_key = per_key
        self._taken: Counter[str] = Counter()

    def take(self, key: str) -> None:
        """Count one more stream.

        Raises Refusal `too_many_streams`.
        """
        if self._taken[key] >= self._per_key:
            raise Refusal("too_many_streams")
        self._taken[key] += 1

    def give_back(self, key: str) -> None:
        """Count one stream less."""
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
