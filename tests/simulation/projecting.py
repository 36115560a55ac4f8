"""The projectors of a schedule, two at once, and a reader of the house's balances (D9)."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from shared.eu.ledger.paths import ENTRIES
from shared.eu.ledger.service.house_reader import HouseReader
from shared.eu.ledger.service.projecting import Projector
from tests.simulation.checkers import ALL, promise
from tests.simulation.world import World

PROJECTORS = 2


@dataclass(slots=True)
class Projecting:
    """Runs one or the other projector; neither remembers anything that a crash could lose."""

    world: World
    dice: Random
    _projectors: list[Projector] = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self._projectors = [Projector(world.eu, world.entropy) for _ in range(PROJECTORS)]

    def project(self) -> None:
        """Let one of them fold."""
        self.dice.choice(self._projectors).project()

    def check_always(self) -> None:
        """Whatever is folded and whatever waits: an exact read is the sum of all entries."""
        booked: Counter[tuple[str, str]] = Counter()
        for seen in self.world.eu.query(ENTRIES, limit=ALL):
            for line in (seen.data or {})["lines"]:
                if ":" not in line["account"]:
                    booked[line["account"], line["commodity"]] += line["amount"]
        read = HouseReader(self.world.eu).every()
        told = {(code.value, of): amount for (code, of), amount in read.amounts.items() if amount}
        promise("house = entries", told == {key: sum_ for key, sum_ in booked.items() if sum_})

    def check_at_rest(self) -> None:
        """At rest nothing waits."""
        self.check_always()
        self.project()
        self.check_always()
        promise("nothing waits for the projector", not HouseReader(self.world.eu).every().waiting)
