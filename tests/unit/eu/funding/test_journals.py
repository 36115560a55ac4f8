"""Journals: moved once and whole, between accounts of one partner, whatever comes in between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.documents import replace
from shared.core.errors import CommitUnknown, Refusal
from shared.eu.accounts.paths import account_path
from shared.eu.funding.api import journals_create_reverse_batch
from tests.unit.eu.funding.journal_bench import DEPOSITED, Bench

SHARE = 10**9


@pytest.fixture
def bench() -> Bench:
    return Bench()


class TestCash:
    def test_it_moves_at_once_and_is_told_to_both(self, bench: Bench) -> None:
        answer = bench.ask()
        assert (answer["status"], answer["net_amount"]) == ("executed", "115.50")
        assert bench.cash() == [DEPOSITED - 11_550, DEPOSITED + 11_550, DEPOSITED]
        steps = [(b["status_from"], b["status_to"]) for b in bench.told("journals")]
        assert sorted(steps) == [("", "queued"), ("queued", "executed")]
        activities = [a for a in bench.told("activities") if a["activity_type"] == "JNLC"]
        assert {a["account_id"]: a["net_amount"] for a in activities} == {
            bench.ids[0]: "-115.50",
            bench.ids[1]: "115.50",
        }
        assert bench.get(answer["id"]) == answer
        bench.check()

    def test_the_same_key_is_the_same_journal(self, bench: Bench) -> None:
        first = bench.ask("k1")
        assert bench.ask("k1") == first
        assert bench.ask("k2")["id"] != first["id"]
        with pytest.raises(Refusal, match="idempotency_key_reused"):
            bench.ask("k1", amount="115.51")
        assert bench.cash()[1] == DEPOSITED + 2 * 11_550

    def test_only_settled_and_free_cash(self, bench: Bench) -> None:
        (seen,) = bench.world.eu.get([account_path(bench.ids[0])])
        data = seen.data or {}
        balances = {**data["balances"], "E-2000": 100, "E-2010": 5_000, "E-2020": 5_000}
        bench.world.eu.commit([replace(seen, {**data, "balances": balances})])
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.ask(amount="1.01")
        bench.ask(amount="1")
        assert bench.account(0).withdrawable == 0

    def test_a_large_one_waits_and_can_be_taken_back(self, bench: Bench) -> None:
        answer = bench.ask(amount="50000.01")
        assert answer["status"] == "pending"
        assert bench.cash() == [DEPOSITED] * 3
        assert bench.cancel(answer["id"]) == 204
        assert bench.cancel(answer["id"]) == 204
        assert bench.get(answer["id"])["status"] == "canceled"
        with pytest.raises(Refusal, match="journal_not_cancelable"):
            bench.desk.decide(answer["id"], is_approved=True)
        bench.check()

    @pytest.mark.parametrize("is_approved", [True, False])
    def test_a_large_one_is_decided_on(self, bench: Bench, is_approved: bool) -> None:
        journal_id = bench.ask(amount="50000.01")["id"]
        bench.desk.decide(journal_id, is_approved=is_approved)
        moved = 5_000_001 if is_approved else 0
        assert bench.cash()[:2] == [DEPOSITED - moved, DEPOSITED + moved]
        status = "executed" if is_approved else "rejected"
        assert bench.get(journal_id)["status"] == status
        assert sorted((b["status_from"], b["status_to"]) for b in bench.told("journals")) == sorted(
            [("", "queued"), ("queued", "pending"), ("pending", status)]
        )
        bench.check()

    def test_a_large_one_is_approved_only_while_its_cash_is_settled(self, bench: Bench) -> None:
        journal_id = bench.ask(amount="50000.01")["id"]
        (seen,) = bench.world.eu.get([account_path(bench.ids[0])])
        data = seen.data or {}
        balances = {**data["balances"], "E-2000": 5_000_000, "E-2020": 5_000_000}
        bench.world.eu.commit([replace(seen, {**data, "balances": balances})])
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.desk.decide(journal_id, is_approved=True)
        assert bench.get(journal_id)["status"] == "pending"

    def test_an_executed_one_stays(self, bench: Bench) -> None:
        with pytest.raises(Refusal, match="journal_not_cancelable"):
            bench.cancel(bench.ask()["id"])

    @pytest.mark.parametrize("hook", ["before_commit", "after_commit"])
    def test_a_lost_answer_is_asked_after(self, bench: Bench, hook: str) -> None:
        lost: list[str] = []

        def lose(_: object) -> None:
            if not lost:
                lost.append("lost")
                raise CommitUnknown

        setattr(bench.world.eu.hooks, hook, lose)
        bench.ask()
        assert bench.cash() == [DEPOSITED - 11_550, DEPOSITED + 11_550, DEPOSITED]
        bench.check()

    def test_two_that_meet_do_not_spend_the_same_cash(self, bench: Bench) -> None:
        met: list[str] = []

        def other_first(_: object) -> None:
            if not met:
                met.append("met")
                bench.ask(to_account=bench.ids[2], amount="40000")

        bench.world.eu.hooks.before_commit = other_first
        bench.ask(amount="40000")
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.ask(amount="20000.01")
        assert bench.cash()[0] == DEPOSITED - 8_000_000
        bench.check()


class TestShares:
    def test_settled_free_shares_move_with_their_cost(self, bench: Bench) -> None:
        bench.hold_shares(10 * SHARE, cost_eur=1_001)
        answer = bench.ask_shares("4")
        assert (answer["status"], answer["qty"], answer["symbol"]) == ("executed", "4", "AAPL")
        giver, taker = bench.position(0), bench.position(1)
        assert (giver.settled, taker.settled) == (6 * SHARE, 4 * SHARE)
        assert giver.cost_eur + taker.cost_eur == 1_001
        assert bench.cash() == [DEPOSITED] * 3
        activities = [a for a in bench.told("activities") if a["activity_type"] == "JNLS"]
        assert {(a["account_id"], a["qty"], a["net_amount"]) for a in activities} == {
            (bench.ids[0], "-4", "0.00"),
            (bench.ids[1], "4", "0.00"),
        }
        bench.check()

    @pytest.mark.parametrize("qty", ["10.000000001", "11"])
    def test_not_more_than_there_are(self, bench: Bench, qty: str) -> None:
        bench.hold_shares(10 * SHARE, 1_000)
        with pytest.raises(Refusal, match="insufficient_qty"):
            bench.ask_shares(qty)
        assert bench.position(1).qty == 0

    def test_not_what_an_order_may_sell(self) -> None:
        bench = Bench()
        bench.hold_shares(10 * SHARE, 1_000, reserved=7 * SHARE)
        with pytest.raises(Refusal, match="insufficient_qty"):
            bench.ask_shares("4")
        bench.ask_shares("3")

    def test_not_between_cohorts(self, bench: Bench) -> None:
        bench.hold_shares(SHARE, 100)
        (seen,) = bench.world.eu.get([account_path(bench.ids[1])])
        moved = {**(seen.data or {}), "cohort": "cother"}
        bench.world.eu.commit([replace(seen, moved)])
        with pytest.raises(Refusal, match="not_supported"):
            bench.ask_shares("1")


class TestBatch:
    def test_one_account_gives_to_many(self, bench: Bench) -> None:
        found = bench.batch("10", "20", "30.5")
        assert [each["error_message"] for each in found] == ["", "", ""]
        assert {each["status"] for each in found} == {"executed"}
        assert bench.cash() == [DEPOSITED - 6_050, DEPOSITED + 4_050, DEPOSITED + 2_000]
        bench.check()

    def test_many_accounts_give_to_one(self, bench: Bench) -> None:
        entries = [{"from_account": each, "amount": 7} for each in bench.ids[1:]]
        for entry in entries:
            entry["amount"] = "7"
        body = {"entry_type": "JNLC", "to_account": bench.ids[0], "entries": entries}
        operation = journals_create_reverse_batch.operation(bench.desk)
        found = operation(bench.request(body)).body
        assert [each["status"] for each in found] == ["executed", "executed"]
        assert bench.cash() == [DEPOSITED + 1_400, DEPOSITED - 700, DEPOSITED - 700]

    def test_it_needs_the_cash_of_all_together(self, bench: Bench) -> None:
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.batch("49999", "49999", "2.01")
        assert bench.cash() == [DEPOSITED] * 3
        assert bench.listed() == []

    def test_one_bad_entry_is_the_whole_batchs(self, bench: Bench) -> None:
        entries = [
            {"to_account": bench.ids[1], "amount": "1"},
            {"to_account": bench.foreign, "amount": "1"},
        ]
        with pytest.raises(Refusal) as refused:
            bench.batch(entries=entries)
        assert (refused.value.reason, refused.value.field) == ("not_found", "to_account")
        assert bench.cash() == [DEPOSITED] * 3

    def test_the_same_key_is_the_same_batch_also_after_a_crash(self, bench: Bench) -> None:
        class Crash(BaseException):
            pass

        commits: list[int] = []

        def crash(_: object) -> None:
            commits.append(1)
            if len(commits) == 2:
                raise Crash

        bench.world.eu.hooks.before_commit = crash
        with pytest.raises(Crash):
            bench.batch("10", "20", "30", key="payday")
        bench.world.eu.hooks.before_commit = lambda _: None
        first = bench.batch("10", "20", "30", key="payday")
        assert bench.batch("10", "20", "30", key="payday") == first
        assert bench.cash()[0] == DEPOSITED - 6_000
        for amounts in (("10", "20"), ("10", "20", "30", "40"), ("20", "10", "30")):
            with pytest.raises(Refusal, match="idempotency_key_reused"):
                bench.batch(*amounts, key="payday")
        bench.check()

    def test_what_changes_in_between_is_said_of_its_journal(self, bench: Bench) -> None:
        commits: list[int] = []

        def spend(_: object) -> None:
            commits.append(1)
            if len(commits) == 2:
                bench.ask(to_account=bench.ids[2], amount="40000")
                bench.ask(to_account=bench.ids[2], amount="40000")

        bench.world.eu.hooks.before_commit = spend
        found = bench.batch("10000", "20000")
        assert [each["status"] for each in found] == ["executed", "refused"]
        assert found[1]["error_message"] == "more than the cash that can be withdrawn"
        assert bench.cash()[0] == DEPOSITED - 9_000_000
        bench.check()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 6_000_000)), max_size=12
    )
)
def test_nothing_is_made_and_nothing_is_lost(moves: list[tuple[int, int, int]]) -> None:
    bench = Bench()
    for giver, taker, cents in moves:
        try:
            bench.ask(
                from_account=bench.ids[giver],
                to_account=bench.ids[taker],
                amount=f"{cents // 100}.{cents % 100:02d}",
            )
        except Refusal:
            continue
    assert sum(bench.cash()) == 3 * DEPOSITED
    bench.check()
