"""What was left behind is ended one by one: a bad one keeps its error, and nobody waits for it."""

import pytest

from shared.core.documents import replace
from shared.core.errors import Conflict
from shared.core.ids import shard_of
from shared.eu.identity.paths import bank_details_path
from shared.eu.identity.service.sweeping import sweep_each
from shared.eu.vault.model.field_cipher import Undecipherable
from tests.unit.eu.identity.bank_steps import ABANDONED_MS, GERMAN, add
from tests.unit.eu.identity.desk import Desk, Stores


def test_those_that_wait_or_fail_do_not_hold_back_the_others() -> None:
    ended: list[str] = []

    def end(item: str) -> None:
        if item == "busy":
            raise Conflict
        if item == "bad":
            raise ValueError(item)
        ended.append(item)

    with pytest.raises(ValueError, match="bad"):
        sweep_each(["a", "bad", "b", "busy", "c"], end, waits=(Conflict,))
    assert ended == ["a", "b", "c"]
    assert sweep_each(["busy", "d"], end, waits=(Conflict,)) == 1


def test_a_bank_whose_values_cannot_be_read_does_not_keep_another_one() -> None:
    stores = Stores()
    desk = Desk(stores)
    account = desk.open()
    banks = sorted(
        (add(desk, account), add(desk, account, GERMAN)), key=lambda bank: shard_of(bank.bank_id)
    )
    for number, bank in enumerate(banks):
        (seen,) = stores.vault.get([bank_details_path(bank.bank_id)])
        removing = {**(seen.data or {}), "state": "REMOVING", "pending": shard_of(bank.bank_id)}
        if number == 0:
            fields = removing["fields"]["banks"]
            broken = {**fields, "iban": {**fields["iban"], "ct": fields["bic"]["ct"]}}
            removing["fields"] = {"banks": broken}
        stores.vault.commit([replace(seen, removing)])
    stores.clock.advance_ms(ABANDONED_MS)
    with pytest.raises(Undecipherable):
        desk.services.bank_keeping.sweep()
    assert stores.named("bank_details") == [f"vault/{bank_details_path(banks[0].bank_id)}"]
