"""A world whose EU ledger was sealed by a checkpoint between two trades, and its export."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from shared.core.canonical import canonical_json
from shared.core.clock import trade_date
from shared.core.documents import Put
from shared.core.ids import AccountId, EntryId, derive
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.every_account import pages_of_heads
from shared.eu.accounts.service.exporting import Exporter
from shared.eu.accounts.service.posting import PostingDesk
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.entry import Draft, Line
from shared.eu.ledger.paths import ENTRIES
from shared.eu.ledger.service.checkpointing import Checkpointer
from shared.eu.orders.model.request import place_order
from shared.memory.keys import MemoryKeys
from tests.simulation.world import World, build

KEYS = MemoryKeys("auditor")
BUY = {"symbol": "F", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day"}
ALL = 1_000


def audited_world() -> World:
    """Return two checkpoints with a purchase before each, and a sale after both.

    Between them cash went from one client to another, and from one bank of ours to the other.
    """
    world = build("auditor", accounts_per_partner=2)
    trade(world, 0, BUY)
    checkpointer(world).take()
    first, second = (AccountId(account) for account in world.accounts[:2])
    post(world, "P19", (Line(Code.CASH, EUR, 70, first), Line(Code.CASH, EUR, -70, second)))
    post(world, "P11", (Line(Code.BANK_FIRM, EUR, 5), Line(Code.BANK_CLIENT, EUR, -5)))
    trade(world, 1, {**BUY, "symbol": "KO", "qty": "3"})
    checkpointer(world).take()
    trade(world, 0, {**BUY, "side": "sell", "qty": "4"})
    return world


def checkpointer(world: World) -> Checkpointer:
    """Return what takes checkpoints of a world."""
    return Checkpointer(world.eu, KEYS, world.clock, lambda: pages_of_heads(world.eu))


def post(world: World, posting: str, lines: tuple[Line, ...]) -> None:
    """Book an entry by hand."""
    now = world.clock.now()
    draft = Draft(EntryId(derive("entry", posting)), posting, lines, now, trade_date(now))
    PostingDesk(world.eu, world.clock).post(draft)


def trade(world: World, account: int, order: dict[str, str]) -> None:
    """Place an order and let it be filled."""
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[account]))])
    world.desk.place(seen, place_order(order))
    world.deliver_all()


def exported(world: World) -> list[bytes]:
    """Return the lines of an export."""
    return list(Exporter(world.eu, world.clock).export().lines())


def change_entry(world: World, number: int, change: Callable[[dict[str, Any]], object]) -> str:
    """Change a stored entry as another hand would; return its id."""
    seen = sorted(world.eu.query(ENTRIES, limit=ALL), key=lambda found: found.path)[number]
    data = dict(seen.data or {})
    change(data)
    world.eu.commit([Put(seen.path, data)])
    return seen.path.partition("/")[2]


def ended_again(lines: list[bytes]) -> list[bytes]:
    """Return lines with an end that fits them, as a forger would write it."""
    body = lines[:-1]
    entries = sum(json.loads(line)["kind"] == "entry" for line in body)
    digest = sha256(b"".join(body)).hexdigest()
    end = {"kind": "end", "entries": str(entries), "sha256": digest}
    return [*body, canonical_json(end) + b"\n"]
