"""Three funded accounts of one partner, and what can be done to journals between them."""

import json
from typing import Any
from uuid import uuid4

from shared.core.documents import create
from shared.core.http import Principal, Request
from shared.core.ids import AccountId
from shared.core.listings import by_symbol
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import (
    account_of,
    account_path,
    position_document,
    position_of,
    position_path,
)
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.api import (
    journals_cancel,
    journals_create,
    journals_create_batch,
    journals_get,
    journals_list,
)
from shared.eu.funding.service.journals import JournalDesk
from shared.eu.ledger.model.chart import Code
from shared.eu.ledger.model.entry import Draft, Line
from tests.simulation.checkers import Books, check_always
from tests.simulation.world import World, build

DEPOSITED = 10_000_000


class Bench:
    """Three funded accounts of one partner, and one of another."""

    def __init__(self) -> None:
        self.world: World = build("journals", accounts_per_partner=3, deposit_cents=DEPOSITED)
        self.partner = self.world.partners[0].correspondent
        self.ids = [AccountId(each) for each in self.world.partners[0].accounts]
        self.foreign = AccountId(self.world.partners[1].accounts[0])
        self.desk = JournalDesk(self.world.eu, self.world.clock, self.world.entropy)

    def request(self, body: Any = None, key: str | None = None, **path: str) -> Request:
        return Request(Principal(self.partner), path, {}, body, None, key)

    def body(self, **changes: Any) -> dict[str, Any]:
        ends = {"from_account": self.ids[0], "to_account": self.ids[1]}
        return {"entry_type": "JNLC", **ends, "amount": "115.5", **changes}

    def ask(self, key: str | None = None, **changes: Any) -> dict[str, Any]:
        body = {name: v for name, v in self.body(**changes).items() if v is not ...}
        answer: dict[str, Any] = journals_create.operation(self.desk)(self.request(body, key)).body
        return answer

    def ask_shares(self, qty: str, key: str | None = None) -> dict[str, Any]:
        return self.ask(key, entry_type="JNLS", amount=..., symbol="AAPL", qty=qty)

    def batch(self, *amounts: str, key: str | None = None, **changes: Any) -> list[dict[str, Any]]:
        others = [self.ids[1], self.ids[2]]
        entries = [
            {"to_account": others[n % 2], "amount": amount} for n, amount in enumerate(amounts)
        ]
        body = {"entry_type": "JNLC", "from_account": self.ids[0], "entries": entries, **changes}
        operation = journals_create_batch.operation(self.desk)
        found: list[dict[str, Any]] = operation(self.request(body, key)).body
        return found

    def get(self, journal_id: str) -> dict[str, Any]:
        request = self.request(journal_id=journal_id)
        found: dict[str, Any] = journals_get.operation(self.desk)(request).body
        return found

    def cancel(self, journal_id: str) -> int:
        request = self.request(journal_id=journal_id)
        return journals_cancel.operation(self.desk)(request).status

    def listed(self, **query: str) -> list[dict[str, Any]]:
        request = Request(Principal(self.partner), {}, query)
        found: list[dict[str, Any]] = journals_list.operation(self.desk)(request).body
        return found

    def account(self, number: int) -> Account:
        (seen,) = self.world.eu.get([account_path(self.ids[number])])
        return account_of(seen.path, seen.data or {})

    def cash(self) -> list[int]:
        return [self.account(number).cash for number in range(3)]

    def hold_shares(self, qty: int, cost_eur: int, reserved: int = 0) -> None:
        """Give the first account settled shares, as a settlement would."""
        asset_id = _asset_id()
        position = Position(self.ids[0], asset_id, qty, 0, reserved, cost_eur, cost_eur)
        (seen,) = self.world.eu.get([account_path(self.ids[0])])
        change = AccountChange(seen, self.world.clock.now())
        lines = (
            Line(Code.CUSTODY_US, asset_id, qty),
            Line(Code.SECURITIES, asset_id, -qty, self.ids[0]),
        )
        now = self.world.clock.now()
        change.post(Draft(str(uuid4()), "TEST", lines, now, now.date()))  # type: ignore[arg-type]
        path = position_path(self.ids[0], asset_id)
        self.world.eu.commit([*change.writes(), create(path, position_document(position))])

    def position(self, number: int) -> Position:
        path = position_path(self.ids[number], _asset_id())
        (seen,) = self.world.eu.get([path])
        return position_of(self.ids[number], _asset_id(), seen.data)

    def told(self, stream: str) -> list[dict[str, Any]]:
        bodies = [
            json.loads((seen.data or {})["body"])
            for seen in self.world.eu.query("events", limit=10_000)
        ]
        return [body[stream] for body in bodies if stream in body]

    def check(self) -> None:
        check_always(Books.read(self.world.eu, self.world.us))


def _asset_id() -> Any:
    listing = by_symbol("AAPL")
    assert listing is not None
    return listing.asset_id
