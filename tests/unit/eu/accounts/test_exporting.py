"""An export of a book that grows while it is read is whole all the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from emulators.operator.verifier.verify import verify
from shared.core.clock import trade_date
from shared.core.documents import Condition, Documents, Snapshot, Write
from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.accounts.service.exporting import Exporter
from shared.eu.accounts.service.posting import PostingDesk
from shared.eu.ledger.model.entry import Draft, Line
from shared.eu.ledger.model.postings import deposit, journal_cash
from shared.eu.ledger.model.settlement import sweep_income
from shared.eu.ledger.paths import ENTRIES
from tests.simulation.world import World, build


@dataclass
class Growing:
    """A database in which others write between the look at the heads and that at the entries."""

    documents: Documents
    grow: list[Callable[[], object]] = field(default_factory=list)

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        return self.documents.get(paths)

    def commit(self, writes: Sequence[Write]) -> None:
        self.documents.commit(writes)

    def query(
        self, collection: str, where: Sequence[Condition] = (), **asked: Any
    ) -> list[Snapshot]:
        if collection == ENTRIES and self.grow:
            self.grow.pop()()
        return self.documents.query(collection, where, **asked)


@pytest.fixture
def world() -> World:
    return build("exporting")


def post(world: World, lines: tuple[Line, ...], name: str) -> None:
    now = world.clock.now()
    draft = Draft(EntryId(name), "P", lines, now, trade_date(now))
    PostingDesk(world.eu, world.clock).post(draft)


def exported(world: World, *grow: Callable[[], object]) -> list[bytes]:
    growing = Growing(world.eu, list(grow))
    return list(Exporter(growing, world.clock).export().lines())


def mentions(lines: list[bytes], name: str) -> bool:
    return any(f'"id":"{name}"'.encode() in line for line in lines)


def test_what_is_booked_meanwhile_is_left_out(world: World) -> None:
    client = AccountId(world.accounts[0])

    def grow() -> None:
        post(world, deposit(client, Cents(5)), "late")
        post(world, sweep_income(Cents(5)), "late-firm")

    lines = exported(world, grow)
    assert verify(lines).findings == []
    assert not mentions(lines, "late")
    assert mentions(exported(world), "late")


def test_a_journal_meanwhile_is_left_out_of_both_chains(world: World) -> None:
    first, second = (AccountId(account) for account in world.accounts[:2])
    post(world, deposit(first, Cents(5)), "before")

    def grow() -> None:
        post(world, journal_cash(first, second, Cents(5)), "late")

    lines = exported(world, grow)
    assert verify(lines).findings == []
    assert (mentions(lines, "before"), mentions(lines, "late")) == (True, False)


def test_firm_chains_are_exported_with_their_heads(world: World) -> None:
    post(world, sweep_income(Cents(5)), "sweep")
    lines = exported(world)
    assert verify(lines).findings == []
    assert any(b'"chain":"firm:' in line and b'"kind":"head"' in line for line in lines)
