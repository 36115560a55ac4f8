"""Accounts are opened in one commit, numbered once, and closed when they are empty."""

import json
from collections.abc import Sequence
from dataclasses import replace as changed
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.core.counters import Counters
from shared.core.documents import Snapshot, Write, create, replace
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import AccountId, AssetId, CohortId
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.model.life import LifeEvent
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import (
    account_document,
    account_of,
    account_path,
    position_document,
    position_path,
)
from shared.eu.accounts.service.closing import Closing
from shared.eu.accounts.service.configure import Configurator
from shared.eu.accounts.service.opening import (
    Opening,
    ResidualCohort,
    new_account_number,
    opening_writes,
)
from shared.eu.accounts.service.progress import AccountProgress
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNT_ID = AccountId("11111111-1111-4111-8111-111111111111")
TO_ACTIVE = (LifeEvent.APPROVE, LifeEvent.ACTIVATE)
OPENING = Opening(ACCOUNT_ID, "1234567890", "ACME", CohortId("c1"), {}, TO_ACTIVE)


def opened(opening: Opening = OPENING) -> MemoryDocuments:
    documents = MemoryDocuments()
    documents.commit(opening_writes(opening, NOW))
    return documents


def seen(documents: MemoryDocuments) -> Snapshot:
    (snapshot,) = documents.get([account_path(ACCOUNT_ID)])
    return snapshot


def statuses(documents: MemoryDocuments) -> list[tuple[int, str, str]]:
    """Return number, old and new state of each event, in order."""
    told = []
    for event in documents.query("events", limit=100):
        assert event.data is not None
        body = json.loads(event.data["body"])["account_status"]
        sequence = event.data["sequences"]["account_status"]
        told.append((sequence, body["status_from"], body["status_to"]))
    return sorted(told)


def test_a_new_account_is_active_empty_and_told_step_by_step() -> None:
    documents = opened()
    account = account_of(account_path(ACCOUNT_ID), seen(documents).data or {})
    assert account.state is AccountState.ACTIVE
    assert (account.cash, account.available, account.chain_sequence) == (0, 0, 0)
    assert account.chain_hash == "0" * 64
    assert account.sequences == {"account_status": 3, "records": 3}
    assert statuses(documents) == [
        (1, "", "SUBMITTED"),
        (2, "SUBMITTED", "APPROVED"),
        (3, "APPROVED", "ACTIVE"),
    ]


def test_account_and_number_exist_once() -> None:
    documents = opened()
    with pytest.raises(Conflict):
        documents.commit(opening_writes(changed(OPENING, account_number="2"), NOW))
    other = AccountId("22222222-2222-4222-8222-222222222222")
    with pytest.raises(Conflict):
        documents.commit(opening_writes(changed(OPENING, account_id=other), NOW))


def test_numbers_have_ten_digits() -> None:
    entropy = SeededEntropy("numbers")
    numbers = {new_account_number(entropy) for _ in range(200)}
    assert len(numbers) == 200
    assert all(len(n) == 10 and n.isdigit() and n[0] != "0" for n in numbers)


def test_there_is_one_residual_cohort() -> None:
    documents = MemoryDocuments(Counters())
    first = ResidualCohort(documents, SeededEntropy("one"))
    assert ResidualCohort(documents, SeededEntropy("two")).residual() == first.residual()
    reads = documents.counters.reads.total()
    first.residual()
    assert documents.counters.reads.total() == reads


class TestClosing:
    def test_an_empty_account_closes_once(self) -> None:
        documents = opened()
        closing = Closing(documents, VirtualClock(NOW))
        closing.close(seen(documents))
        closing.close(seen(documents))
        assert (seen(documents).data or {})["state"] == "ACCOUNT_CLOSED"
        assert statuses(documents)[3:] == [(4, "ACTIVE", "ACCOUNT_CLOSED")]

    @pytest.mark.parametrize("code", ["E-2000", "E-2010", "E-2015", "E-2020"])
    def test_money_anywhere_keeps_it_open(self, code: str) -> None:
        documents = opened()
        account = account_of(account_path(ACCOUNT_ID), seen(documents).data or {})
        rich = changed(account, balances={code: 1})
        documents.commit([replace(seen(documents), account_document(rich))])
        with pytest.raises(Refusal, match="account_not_empty"):
            Closing(documents, VirtualClock(NOW)).close(seen(documents))

    @pytest.mark.parametrize("position", [{"settled": 1}, {"settled": 1, "unsettled": -1}])
    def test_shares_keep_it_open(self, position: dict[str, Any]) -> None:
        documents = opened()
        asset = AssetId("33333333-3333-4333-8333-333333333333")
        held = position_document(Position(ACCOUNT_ID, asset, **position))
        documents.commit([create(position_path(ACCOUNT_ID, asset), held)])
        with pytest.raises(Refusal, match="account_not_empty"):
            Closing(documents, VirtualClock(NOW)).close(seen(documents))

    def test_a_position_that_was_sold_and_settled_does_not(self) -> None:
        documents = opened()
        asset = AssetId("33333333-3333-4333-8333-333333333333")
        held = position_document(Position(ACCOUNT_ID, asset))
        documents.commit([create(position_path(ACCOUNT_ID, asset), held)])
        Closing(documents, VirtualClock(NOW)).close(seen(documents))
        assert (seen(documents).data or {})["state"] == "ACCOUNT_CLOSED"

    def test_money_that_comes_between_check_and_commit_keeps_it_open(self) -> None:
        documents = opened()

        def credit(writes: Sequence[Write]) -> None:
            documents.hooks.before_commit = lambda _: None
            account = account_of(account_path(ACCOUNT_ID), seen(documents).data or {})
            rich = changed(account, balances={"E-2000": 100})
            documents.commit([replace(seen(documents), account_document(rich))])

        documents.hooks.before_commit = credit
        with pytest.raises(Refusal, match="account_not_empty"):
            Closing(documents, VirtualClock(NOW)).close(seen(documents))

    def test_a_lost_answer_is_looked_up(self) -> None:
        documents = opened()

        def lose(writes: Sequence[Write]) -> None:
            documents.hooks.after_commit = lambda _: None
            raise CommitUnknown

        documents.hooks.after_commit = lose
        Closing(documents, VirtualClock(NOW)).close(seen(documents))
        assert len(statuses(documents)) == 4

    def test_an_account_that_never_was_active_does_not_close(self) -> None:
        documents = opened(changed(OPENING, steps=()))
        with pytest.raises(Refusal, match="account_restricted"):
            Closing(documents, VirtualClock(NOW)).close(seen(documents))


class TestProgress:
    STEPS = (LifeEvent.UPDATE, LifeEvent.CONFIRM)

    def test_steps_are_taken_once_for_a_key(self) -> None:
        documents = opened()
        progress = AccountProgress(documents, VirtualClock(NOW))
        for key in ("update/1", "update/1", "update/2"):
            progress.advance(ACCOUNT_ID, AccountState.ACTIVE, self.STEPS, key)
        assert statuses(documents)[3:] == [
            (4, "ACTIVE", "ACCOUNT_UPDATED"),
            (5, "ACCOUNT_UPDATED", "ACTIVE"),
            (6, "ACTIVE", "ACCOUNT_UPDATED"),
            (7, "ACCOUNT_UPDATED", "ACTIVE"),
        ]

    def test_in_another_state_nothing_happens(self) -> None:
        documents = opened(changed(OPENING, steps=()))
        progress = AccountProgress(documents, VirtualClock(NOW))
        progress.advance(ACCOUNT_ID, AccountState.ACTIVE, self.STEPS, "update/1")
        assert len(statuses(documents)) == 1


class TestConfiguration:
    def test_settings_are_kept_and_those_by_default_are_not_stored(self) -> None:
        documents = opened()
        configurator = Configurator(documents, VirtualClock(NOW))
        configurator.change(seen(documents), {"suspend_trade": True, "trade_confirm_email": None})
        assert (seen(documents).data or {})["configuration"] == {"suspend_trade": True}
        configurator.change(seen(documents), {"suspend_trade": False})
        assert "configuration" not in (seen(documents).data or {})

    def test_what_changes_nothing_is_not_written(self) -> None:
        documents = opened()
        before = seen(documents)
        Configurator(documents, VirtualClock(NOW)).change(before, {"suspend_trade": False})
        assert seen(documents) == before

    def test_a_change_survives_another_writer(self) -> None:
        documents = opened()
        stale = seen(documents)
        configurator = Configurator(documents, VirtualClock(NOW))
        configurator.change(stale, {"suspend_trade": True})
        account = configurator.change(stale, {"trade_confirm_email": "none"})
        assert account.configuration == {"suspend_trade": True, "trade_confirm_email": "none"}

    def test_a_closed_account_is_not_configured(self) -> None:
        documents = opened()
        Closing(documents, VirtualClock(NOW)).close(seen(documents))
        with pytest.raises(Refusal, match="account_restricted"):
            Configurator(documents, VirtualClock(NOW)).change(seen(documents), {})
