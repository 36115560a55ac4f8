"""Every `two-ledger` command against the running stack."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.loader import load_file

from shared.core.clock import rfc3339, trade_date
from shared.core.documents import Replace
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path
from shared.eu.ledger.service.projecting import Projector
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.clock_shift import ClockShift
from tests.e2e.api import PartnerApi, orders_path
from tests.e2e.modes import MODE
from tests.e2e.operator_command import following, two_ledger
from tests.e2e.running_stack import RunningStack, wait_for

REGIONS = {
    "normal": {"router-us": "us", "router-eu": "eu", "firestore": "eu, us"},
    "isolated": {"us-orders": "us", "eu-trading": "eu", "firestore": "eu, us"},
    "embedded": {"embedded": "eu, us"},
}
pytestmark = pytest.mark.stack

REVOKED_WITHIN_S = 15
"""Keys are cached for five seconds."""


@pytest.fixture
def account(running: RunningStack) -> str:
    """Return an account that holds shares, after everything came to rest."""
    api = running.partners[0]
    account: str = api.partner["accounts"][3]
    api.filled(account, api.placed(account).body["id"])
    running.come_to_rest()
    return account


def test_reconcile_agrees_at_rest_and_finds_a_planted_break(
    running: RunningStack, account: str
) -> None:
    sound = two_ledger(running, "reconcile")
    assert (sound.code, "The ledgers agree." in sound.text) == (0, True), sound
    path = account_path(AccountId(account))
    (seen,) = running.eu.get([path])
    assert seen.data is not None
    balances = {**seen.data["balances"], "E-2000": seen.data["balances"]["E-2000"] + 100}
    running.eu.commit([Replace(path, {**seen.data, "balances": balances}, seen.token)])
    try:
        broken = two_ledger(running, "reconcile", "--json")
        assert (broken.code, broken.json["agree"]) == (1, False)
        (found,) = [each for check in broken.json["checks"] for each in check["breaks"]]
        assert found["key"] == f"{account}:E-2000"
        assert found["difference"] == "-1"
    finally:
        (planted,) = running.eu.get([path])
        running.eu.commit([Replace(path, seen.data, planted.token)])
    assert two_ledger(running, "reconcile").code == 0


def test_status_shows_every_part_with_region_and_address(running: RunningStack) -> None:
    shown = two_ledger(running, "status", "--json")
    assert (shown.code, shown.json["up"]) == (0, True), shown
    parts = {part["name"]: part for part in shown.json["parts"]}
    assert parts.keys() == running.state()["processes"].keys()
    regions = {name: parts[name]["region"] for name in REGIONS[MODE]}
    assert regions == REGIONS[MODE]
    door = "embedded" if MODE == "embedded" else "edge"
    assert parts[door]["address"] in running.state()["api_url"]
    assert running.state()["api_url"] in two_ledger(running, "status").text


def test_ledger_show_has_every_entry_and_sees_an_edit(running: RunningStack, account: str) -> None:
    shown = two_ledger(running, "ledger", "show", account)
    assert (shown.code, "The chain is whole" in shown.text) == (0, True), shown
    found = two_ledger(running, "ledger", "show", account, "--json").json
    assert {"P1", "P3", "P5"} <= {entry["posting"] for entry in found["entries"]}
    cash = sum(Decimal(b["amount"]) for b in found["balances"] if b["commodity"] == "EUR")
    assert cash == Decimal(running.partners[0].account(account)["cash"])
    running.wait_until_projected()  # a mark that is put back is folded twice
    path = f"entries/{found['entries'][0]['id']}"
    (seen,) = running.eu.get([path])
    assert seen.data is not None
    running.eu.commit([Replace(path, {**seen.data, "facts": {"planted": "1"}}, seen.token)])
    try:
        broken = two_ledger(running, "ledger", "show", account)
        assert (broken.code, "broken after entry 0" in broken.text) == (1, True), broken
    finally:
        (planted,) = running.eu.get([path])
        running.eu.commit([Replace(path, seen.data, planted.token)])


def test_ledger_show_of_nobody_says_where_accounts_are(running: RunningStack) -> None:
    shown = two_ledger(running, "ledger", "show", "nobody")
    assert (shown.code, "state.json" in shown.errors) == (1, True), shown


def test_house_shows_the_bank_and_reconcile_sees_a_wrong_figure(
    running: RunningStack, account: str
) -> None:
    shown = two_ledger(running, "ledger", "house", "--json")
    assert shown.code == 0, shown
    house = {(row["code"], row["commodity"]): row["amount"] for row in shown.json["balances"]}
    assert Decimal(house["E-1000", "EUR"]) > 0
    assert Decimal(house["E-1110", "AAPL"]) > 0
    # Beside the stack's own projector: any number may run.
    Projector(running.eu, SystemEntropy()).project()
    (seen, *_) = running.eu.query("house_balances", limit=1)
    assert seen.data is not None
    wrong = {code: amount + 1 for code, amount in seen.data["amounts"].items()}
    running.eu.commit([Replace(seen.path, {**seen.data, "amounts": wrong}, seen.token)])
    try:
        broken = two_ledger(running, "reconcile", "--json")
        found = [each for check in broken.json["checks"] for each in check["breaks"]]
        assert (broken.code, {each["recon"] for each in found}) == (1, {"house"})
    finally:
        (planted,) = running.eu.get([seen.path])
        running.eu.commit([Replace(seen.path, seen.data, planted.token)])


def test_an_export_is_verified_and_names_the_entry_that_was_edited(
    running: RunningStack, account: str, tmp_path: Path
) -> None:
    export = str(tmp_path / "ledger.jsonl")
    assert two_ledger(running, "ledger", "export", export).code == 0
    sound = two_ledger(running, "verify", export, "--json")
    assert (sound.code, sound.json["findings"]) == (0, []), sound
    assert sound.json["entries"] > 0
    # The first tick of the job took one; what was booked since is not sealed yet.
    assert sound.json["checkpoints"] >= 1
    assert sound.json["sealed"] < sound.json["entries"]
    book = str(tmp_path / "book.beancount")
    assert two_ledger(running, "ledger", "export", book, "--format", "beancount").code == 0
    assert load_file(book)[1] == []
    entries = two_ledger(running, "ledger", "show", account, "--json").json["entries"]
    running.wait_until_projected()  # a mark that is put back is folded twice
    path = f"entries/{entries[-1]['id']}"
    (seen,) = running.eu.get([path])
    assert seen.data is not None
    running.eu.commit([Replace(path, {**seen.data, "posting": "P4"}, seen.token)])
    try:
        assert two_ledger(running, "ledger", "export", export).code == 0
        broken = two_ledger(running, "verify", export, "--json")
        (found,) = broken.json["findings"]
        assert (broken.code, found["subject"]) == (1, f"entry {entries[-1]['id']}")
    finally:
        (planted,) = running.eu.get([path])
        running.eu.commit([Replace(path, seen.data, planted.token)])


def test_a_correction_is_tried_booked_and_reversed(
    running: RunningStack, account: str, tmp_path: Path
) -> None:
    now = SystemClock(ClockShift(running.sandbox.clock_shift_file)).now()
    posting = {
        "reference": f"correction of {account}",
        "posting": "P1",
        "effective_date": trade_date(now).isoformat(),
        "lines": [
            {"account": "E-1000", "commodity": "EUR", "amount": "12.30"},
            {"account": f"E-2000:{account}", "commodity": "EUR", "amount": "-12.30"},
        ],
    }
    file = tmp_path / "posting.json"
    file.write_text(json.dumps(posting))
    api, started = running.partners[0], rfc3339(now)
    before = Decimal(api.account(account)["cash"])
    dry = two_ledger(running, "ledger", "post", str(file), "--dry-run", "--json")
    assert (dry.code, dry.json["dry_run"]) == (0, True), dry
    assert Decimal(api.account(account)["cash"]) == before
    wet = two_ledger(running, "ledger", "post", str(file), "--json")
    assert wet.json["entry_id"] == dry.json["entry_id"]
    assert Decimal(api.account(account)["cash"]) == before + Decimal("12.30")
    then = two_ledger(running, "ledger", "balances", account, "--at", started, "--json").json
    (cash,) = [each["amount"] for each in then["balances"] if each["code"] == "E-2000"]
    assert Decimal(cash) == before
    reversed_ = two_ledger(running, "ledger", "reverse", wet.json["entry_id"], "--json")
    assert (reversed_.code, reversed_.json["posting"]) == (0, "RP1"), reversed_
    assert Decimal(api.account(account)["cash"]) == before
    refused = two_ledger(running, "ledger", "reverse", reversed_.json["entry_id"])
    assert (refused.code, "posting_not_free" in refused.errors) == (1, True)


def test_border_tail_shows_an_order_and_its_report_whole(
    running: RunningStack, account: str
) -> None:
    with following(running, "border", "tail", "--json", "--count", "2") as tail:
        tail.wait_until_open()
        running.partners[0].placed(account)
        order, report = (json.loads(line) for line in tail.lines())
    assert (order["direction"], order["body"]["kind"]) == ("EU → US", "order.new")
    assert (report["direction"], report["body"]["kind"]) == ("US → EU", "order.report")
    assert order["body"]["order_token"] == report["body"]["order_token"]
    assert account not in json.dumps([order, report])


def test_orders_follow_shows_every_step_of_an_order(running: RunningStack, account: str) -> None:
    with following(running, "orders", "follow", "--partner", "BEJE", "--count", "3") as follow:
        follow.wait_until_open()
        order = running.partners[0].placed(account).body
        steps = [line.split() for line in follow.lines()]
    assert [step[4] for step in steps] == ["accepted", "new", "fill"]
    assert {(step[1], step[2], step[3]) for step in steps} == {
        ("BEJE", account[:8], order["id"][:8])
    }


def test_events_tail_shows_history_then_what_comes_and_ends_with_ctrl_c(
    running: RunningStack, account: str
) -> None:
    api = running.partners[0]
    past = two_ledger(
        running, "events", "tail", "--since", "2026-01-01", "--stream", "activities",
        "--partner", "BEJE", "--count", "1", "--json",
    )  # fmt: skip
    assert (past.code, past.json["event"]["activity_type"]) == (0, "CSD"), past
    with following(running, "events", "tail", "--stream", "trades", "--json") as tail:
        tail.wait_until_open()
        order = api.placed(account).body
        told = json.loads(tail.line())
        assert (told["partner"], told["stream"]) == (api.partner["correspondent"], "trades")
        assert told["event"]["order"]["id"] == order["id"]
        assert tail.interrupt() == 0


def test_following_an_unknown_partner_names_the_known_ones(running: RunningStack) -> None:
    refused = two_ledger(running, "events", "tail", "--partner", "NONE")
    assert (refused.code, "BEJE, MUST" in refused.errors) == (1, True), refused


def test_a_partner_is_made_trades_gets_another_key_and_is_revoked(running: RunningStack) -> None:
    made = two_ledger(running, "partner", "create", "Caja Nueva", "--accounts", "1", "--json")
    assert (made.code, made.json["correspondent"]) == (0, "CAJA"), made
    first = PartnerApi(running.state()["api_url"], made.json)
    (account,) = made.json["accounts"]
    assert first.filled(account, first.placed(account).body["id"])["status"] == "filled"

    rotated = two_ledger(running, "partner", "rotate", "CAJA", "--json")
    second = PartnerApi(first.api_url, rotated.json)
    assert second.ask("GET", orders_path(account)).status == 200
    wait_for(lambda: first.ask("GET", orders_path(account)).status == 401, REVOKED_WITHIN_S)

    listed = two_ledger(running, "partner", "list")
    assert rotated.json["api_key"] in listed.text
    assert rotated.json["api_secret"] not in listed.text

    assert two_ledger(running, "partner", "revoke", "CAJA").code == 0
    wait_for(lambda: second.ask("GET", orders_path(account)).status == 401, REVOKED_WITHIN_S)
    unknown = two_ledger(running, "partner", "rotate", "CAJA")
    assert (unknown.code, "BEJE, MUST" in unknown.errors) == (1, True), unknown
    running.come_to_rest()
    assert two_ledger(running, "reconcile").code == 0


def test_more_accounts_and_money_are_booked_like_any(running: RunningStack) -> None:
    api = running.partners[1]
    opened = two_ledger(
        running, "seed", "accounts", "MUST", "--count", "2", "--deposit", "500", "--json"
    )
    assert (opened.code, len(opened.json)) == (0, 2), opened
    account = opened.json[0]
    assert account in running.state()["partners"][1]["accounts"]
    assert two_ledger(running, "seed", "deposit", account, "0.50").code == 0
    assert api.account(account)["cash"] == "500.50"
    nobody = two_ledger(running, "seed", "deposit", "nobody", "1")
    assert (nobody.code, "partner list" in nobody.errors) == (1, True), nobody
    assert two_ledger(running, "reconcile").code == 0


def test_a_halted_symbol_is_refused_and_others_trade(running: RunningStack) -> None:
    api = running.partners[0]
    account = api.partner["accounts"][2]
    halted = two_ledger(running, "market", "halt", "KO", "--json")
    try:
        assert (halted.code, halted.json["quotes"][0]["halted"]) == (0, True), halted
        wait_for(lambda: api.place(account, symbol="KO").body.get("reason") == "halted")
        assert api.filled(account, api.placed(account).body["id"])["status"] == "filled"
    finally:
        resumed = two_ledger(running, "market", "resume", "KO", "--json")
    assert (resumed.code, resumed.json["quotes"][0]["halted"]) == (0, False), resumed
    wait_for(lambda: api.place(account, symbol="KO").status == 200)
    unknown = two_ledger(running, "market", "halt", "NOPE")
    assert (unknown.code, "NOPE has no prices" in unknown.errors) == (1, True), unknown


def test_env_gives_a_shell_what_curl_needs(running: RunningStack) -> None:
    partner = running.partners[1].partner
    told = two_ledger(running, "env", "--partner", "MUST")
    assert told.text.splitlines() == [
        f"export API={running.state()['api_url']}",
        f"export KEY={partner['api_key']}:{partner['api_secret']}",
        f"export ACCOUNT={partner['accounts'][0]}",
        f"export STREAM={running.state()['stream_url']}",
        f"export CLIENT_ID={partner['client_id']}",
        f"export CLIENT_SECRET={partner['client_secret']}",
    ]
    assert two_ledger(running, "env", "--json").json["ACCOUNT"] in json.dumps(running.state())
