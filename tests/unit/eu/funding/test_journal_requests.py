"""Journals that are refused, and how they are listed."""

from typing import Any
from uuid import uuid4

import pytest

from shared.core.documents import replace
from shared.core.errors import Refusal
from shared.core.http import Principal, Request
from shared.eu.accounts.paths import account_path
from shared.eu.funding.api import journals_cancel, journals_get, journals_list
from tests.unit.eu.funding.journal_bench import DEPOSITED, Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "reason", "field"),
        [
            ({"entry_type": ...}, "missing_field", "entry_type"),
            ({"entry_type": "JNLX"}, "invalid_field", "entry_type"),
            ({"amount": ...}, "missing_field", "amount"),
            ({"amount": "0"}, "invalid_field", "amount"),
            ({"amount": "-1"}, "invalid_field", "amount"),
            ({"amount": "0.001"}, "invalid_field", "amount"),
            ({"amount": True}, "invalid_field", "amount"),
            ({"amount": "1e20"}, "invalid_field", "amount"),
            ({"symbol": "AAPL"}, "invalid_field", "symbol"),
            ({"currency": "USD"}, "not_supported", "currency"),
            ({"from_account": "x"}, "invalid_field", "from_account"),
            ({"to_account": str(uuid4())}, "not_found", "to_account"),
            ({"from_account": str(uuid4())}, "not_found", "from_account"),
            ({"secret": 1}, "unknown_field", None),
            ({"entry_type": "JNLS", "amount": ...}, "missing_field", "symbol"),
            ({"entry_type": "JNLS"}, "invalid_field", "amount"),
            ({"entry_type": "JNLS", "amount": ..., "symbol": "N0NE", "qty": "1"}, "invalid_symbol",
             "symbol"),
            ({"entry_type": "JNLS", "amount": ..., "symbol": "AAPL"}, "missing_field", "qty"),
        ],
    )  # fmt: skip
    def test_bad_bodies(
        self, bench: Bench, change: dict[str, Any], reason: str, field: str | None
    ) -> None:
        with pytest.raises(Refusal) as refused:
            bench.ask(**change)
        assert (refused.value.reason, refused.value.field) == (reason, field)
        assert bench.cash() == [DEPOSITED] * 3

    @pytest.mark.parametrize("end", ["from_account", "to_account"])
    def test_another_partners_account(self, bench: Bench, end: str) -> None:
        with pytest.raises(Refusal) as refused:
            bench.ask(**{end: bench.foreign})
        assert (refused.value.reason, refused.value.field) == ("not_found", end)

    def test_to_itself(self, bench: Bench) -> None:
        with pytest.raises(Refusal, match="invalid_field"):
            bench.ask(to_account=bench.ids[0])

    @pytest.mark.parametrize("number", [0, 1])
    def test_an_account_that_is_not_active(self, bench: Bench, number: int) -> None:
        (seen,) = bench.world.eu.get([account_path(bench.ids[number])])
        bench.world.eu.commit([replace(seen, {**(seen.data or {}), "state": "ACCOUNT_UPDATED"})])
        with pytest.raises(Refusal, match="account_restricted"):
            bench.ask()

    @pytest.mark.parametrize("entries", [[], None, {}, [1], [{}] * 101])
    def test_bad_batches(self, bench: Bench, entries: Any) -> None:
        with pytest.raises(Refusal):
            bench.batch(entries=entries)
        with pytest.raises(Refusal, match="not_supported"):
            bench.batch("1", entry_type="JNLS")

    @pytest.mark.parametrize("journal_id", [str(uuid4()), "..", "a/b", "x" * 500])
    def test_what_does_not_exist(self, bench: Bench, journal_id: str) -> None:
        for act in (bench.get, bench.cancel):
            with pytest.raises(Refusal, match="not_found"):
                act(journal_id)

    def test_another_partners_journal_is_not_found(self, bench: Bench) -> None:
        journal_id = bench.ask()["id"]
        request = Request(Principal("OTHR"), {"journal_id": journal_id}, {})
        for operation in (journals_get, journals_cancel):
            with pytest.raises(Refusal, match="not_found"):
                operation.operation(bench.desk)(request)
        assert journals_list.operation(bench.desk)(Request(Principal("OTHR"), {}, {})).body == []


class TestList:
    def test_newest_first_and_by_what_is_asked(self, bench: Bench) -> None:
        ids = []
        for amount in ("1", "2", "60000"):
            bench.world.clock.advance_ms(1_000)
            ids.append(bench.ask(amount=amount)["id"])
        assert [each["id"] for each in bench.listed()] == ids[::-1]
        assert [each["id"] for each in bench.listed(status="pending")] == [ids[2]]
        assert [each["id"] for each in bench.listed(limit="1")] == [ids[2]]
        assert bench.listed(entry_type="JNLS") == []
        assert len(bench.listed(to_account=bench.ids[1])) == 3
        assert bench.listed(from_account=bench.ids[1]) == []
        today = bench.world.clock.now().date().isoformat()
        assert bench.listed(after=today) == bench.listed(before=today) == []
        assert len(bench.listed(after="2026-01-01", before="2027-01-01")) == 3

    @pytest.mark.parametrize(
        "query",
        [{"page": "1"}, {"limit": "0"}, {"limit": "x"}, {"status": "done"}, {"entry_type": "X"},
         {"after": "yesterday"}, {"before": "20260101"}],
    )  # fmt: skip
    def test_bad_queries(self, bench: Bench, query: dict[str, str]) -> None:
        with pytest.raises(Refusal, match="invalid_parameter"):
            bench.listed(**query)
