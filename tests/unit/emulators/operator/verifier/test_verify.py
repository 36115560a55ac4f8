"""An export is sound, or the verifier names what was changed: every kind of field, every byte."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.operator.verifier.records import Report, canonical, chain_hash
from emulators.operator.verifier.verify import verify
from emulators.sandbox import ROOT
from shared.core.documents import Delete
from shared.eu.ledger.paths import ENTRIES
from shared.memory.keys import MemoryKeys
from shared.us.marketdata.service.ticker import TURN_COUNT
from tests.simulation.world import World
from tests.unit.emulators.operator.audited_world import (
    ALL,
    BUY,
    KEYS,
    audited_world,
    change_entry,
    checkpointer,
    ended_again,
    exported,
    trade,
)

Record = dict[str, Any]
Change = Callable[[Record], object]
PUBLIC_KEY = KEYS.public_key("checkpoint-signing/1")


@pytest.fixture
def world() -> World:
    return audited_world()


@cache
def lines() -> tuple[bytes, ...]:
    return tuple(exported(audited_world()))


def kinds() -> list[str]:
    return [json.loads(line)["kind"] for line in lines()]


def subjects(report: Report) -> set[str]:
    return {finding.subject for finding in report.findings}


def rewritten(kind: str, change: Change, nth: int = 0) -> list[bytes]:
    """Return the export with one record changed by a forger who writes a fitting end."""
    changed = list(lines())
    at = [number for number, each in enumerate(kinds()) if each == kind][nth]
    record = json.loads(changed[at])
    change(record)
    changed[at] = canonical(record) + b"\n"
    return ended_again(changed)


def test_a_sound_export_has_no_findings_and_says_what_was_checked() -> None:
    report = verify(lines(), PUBLIC_KEY)
    assert report.findings == []
    assert (report.checkpoints, report.chains) == (2, 5)
    assert 0 < report.sealed < report.entries == kinds().count("entry")
    assert (report.closed_through, report.is_key_given) == ("2026-11-19", True)
    assert verify(lines()).key_sha256 == report.key_sha256 != ""


STORED: dict[str, Change] = {
    "posting": lambda data: data.update(posting="P2"),
    "event_time": lambda data: data.update(event_time="2026-11-20T15:00:00.000001Z"),
    "effective_date": lambda data: data.update(effective_date="2026-11-21"),
    "posted_at": lambda data: data.update(posted_at="2026-11-20T15:00:00.000001Z"),
    "facts": lambda data: data.update(facts={**data["facts"], "more": "1"}),
    "schema": lambda data: data.update(schema=2),
    "hash": lambda data: data.update(hash="0" * 64),
    "no hash": lambda data: data.pop("hash"),
    "place": lambda data: data.update(place=data["place"][:-1] + "9"),
    "another field": lambda data: data.update(memo="1"),
    "amount": lambda data: data["lines"][0].update(amount=data["lines"][0]["amount"] + 1),
    "amounts that balance": lambda data: [
        line.update(amount=line["amount"] * 2) for line in data["lines"]
    ],
    "amount as a text": lambda data: data["lines"][0].update(amount="1"),
    "scale": lambda data: data["lines"][0].update(scale=3),
    "account": lambda data: data["lines"][0].update(account="E-1010"),
    "commodity": lambda data: data["lines"][0].update(commodity="USD"),
    "a line less": lambda data: data["lines"].pop(),
    "a line that is none": lambda data: data["lines"].append("line"),
    "no lines": lambda data: data.pop("lines"),
    "sequence": lambda data: data["links"][0].update(sequence=99),
    "previous_hash": lambda data: data["links"][0].update(previous_hash="f" * 64),
    "chain": lambda data: data["links"][0].update(chain="account:nobody"),
    "dollars of a client": lambda data: [line.update(commodity="USD") for line in data["lines"]],
    "no links": lambda data: data.pop("links"),
}


@pytest.mark.parametrize("change", STORED.values(), ids=STORED.keys())
def test_editing_any_stored_field_names_the_entry(world: World, change: Change) -> None:
    count = len(world.eu.query(ENTRIES, limit=ALL))
    entry_id = change_entry(world, count // 2, change)
    assert f"entry {entry_id}" in subjects(verify(exported(world), PUBLIC_KEY))


def test_a_removed_entry_is_missed_by_number(world: World) -> None:
    for seen in world.eu.query(ENTRIES, limit=ALL):
        data = seen.data or {}
        if data["links"][0]["sequence"] == 2:
            world.eu.commit([Delete(seen.path, seen.token)])
            found = {str(each) for each in verify(exported(world), PUBLIC_KEY).findings}
            assert any("entry number 2 is missing" in each for each in found)
            return
    raise AssertionError("no second entry")


@given(st.data())
def test_changing_any_byte_is_found_and_in_an_entry_on_its_line(data: st.DataObject) -> None:
    changed = list(lines())
    at = data.draw(st.integers(0, len(changed) - 1), label="line")
    position = data.draw(st.integers(0, len(changed[at]) - 1), label="byte")
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != changed[at][position]))
    changed[at] = changed[at][:position] + bytes([byte]) + changed[at][position + 1 :]
    report = verify(b"".join(changed).splitlines(keepends=True), PUBLIC_KEY)
    assert report.findings
    if kinds()[at] == "entry" and byte not in b"\n\r":
        assert at + 1 in {finding.line for finding in report.findings}


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)

# What an export says beside the books; balances may be missing, where more was booked meanwhile.
UNSIGNED = {("header", "exported_at"), ("checkpoint", "key"), ("head", "balances")}


@given(st.data())
def test_a_file_of_any_shape_is_judged_never_a_crash(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines()) - 1), label="line")
    record = json.loads(lines()[at])
    spots = [(record, name) for name in record if name != "kind"]
    if isinstance(record.get("body"), dict):
        spots += [(record["body"], name) for name in record["body"]]
    inside, name = data.draw(st.sampled_from(spots), label="field")
    value = data.draw(JSON.filter(lambda other: other != inside[name]), label="value")
    inside[name] = value
    changed = [*lines()[:at], canonical(record) + b"\n", *lines()[at + 1 :]]
    if record["kind"] != "end":
        changed = ended_again(changed)
    findings = verify(changed, PUBLIC_KEY).findings
    assert findings or (record["kind"], name) in UNSIGNED


FORGED: dict[str, tuple[str, Change]] = {
    "header": ("header", lambda record: record.update(format="another/1")),
    "head's hash": ("head", lambda record: record.update(hash="0" * 64)),
    "head's number": ("head", lambda record: record.update(sequence="1")),
    "balance": ("head", lambda record: record["balances"].update({"E-2000": "1.00"})),
    "checkpoint's body": ("checkpoint", lambda record: record["body"].update(heads="9")),
    "checkpoint's hash": ("checkpoint", lambda record: record.update(hash="0" * 64)),
    "signature": ("checkpoint", lambda record: record.update(signature="00")),
    "public key": ("checkpoint", lambda record: record.update(public_key="none")),
    "batch": ("batch", lambda record: record["heads"][0].__setitem__(2, "0" * 64)),
    "end": ("end", lambda record: record.update(entries="1")),
}


@pytest.mark.parametrize(("kind", "change"), FORGED.values(), ids=FORGED.keys())
def test_whatever_else_is_changed_is_found(kind: str, change: Change) -> None:
    # The first head is one of the firm, without balances and with one entry.
    changed = rewritten(kind, change, nth=int(kind == "head"))
    if kind == "end":
        record = json.loads(lines()[-1])
        change(record)
        changed = [*lines()[:-1], canonical(record) + b"\n"]
    assert verify(changed, PUBLIC_KEY).findings


def test_a_chain_that_was_computed_again_does_not_fit_the_checkpoint() -> None:
    """The forger changes the first entry, every hash after it, and the head: all but the seal."""
    records = [json.loads(line) for line in lines()]
    entries = [record for record in records if record["kind"] == "entry"]
    chain = entries[0]["body"]["links"][0]["chain"]
    own = [e for e in entries if e["body"]["links"][0]["chain"] == chain]
    own[0]["body"]["facts"] = {"transfer_id": "forged"}
    previous = "0" * 64
    for entry in own:
        entry["body"]["links"][0]["previous_hash"] = previous
        previous = entry["hash"] = chain_hash(previous, entry["body"])
    head = next(r for r in records if r["kind"] == "head" and r["chain"] == chain)
    head["hash"] = previous
    forged = ended_again([canonical(record) + b"\n" for record in records])
    (finding,) = verify(forged, PUBLIC_KEY).findings
    assert (finding.subject, "not the one that was signed" in finding.fault) == (
        f"chain {chain}",
        True,
    )


def test_another_key_signs_nothing() -> None:
    other = MemoryKeys("forger").public_key("checkpoint-signing/1")
    faults = {finding.fault for finding in verify(lines(), other).findings}
    assert "the signature is not the key's" in faults


def test_an_entry_into_a_closed_day_is_named(world: World) -> None:
    """A day is signed as closed; what comes after it says to be effective on it."""
    world.clock.sleep_ms(24 * 60 * 60 * 1000)
    assert checkpointer(world).take_due() is not None
    for _ in range(TURN_COUNT):
        world.clock.sleep_ms(1_000)
        world.ticker.tick(world.clock.now())
        world.deliver_all()
    trade(world, 2, BUY)
    assert verify(exported(world), PUBLIC_KEY).findings == []
    newest = max(
        world.eu.query(ENTRIES, limit=ALL), key=lambda seen: (seen.data or {})["posted_at"]
    )
    number = sorted(s.path for s in world.eu.query(ENTRIES, limit=ALL)).index(newest.path)
    change_entry(world, number, lambda data: data.update(effective_date="2026-11-20"))
    faults = [each.fault for each in verify(exported(world), PUBLIC_KEY).findings]
    assert any("closed before it was booked" in fault for fault in faults)


def test_the_verifier_runs_alone_from_a_copy_of_its_folder(tmp_path: Path) -> None:
    """An auditor takes the one folder and Python with `cryptography`; nothing else of ours."""
    home = tmp_path / "emulators" / "operator" / "verifier"
    home.mkdir(parents=True)
    for source in (ROOT / "emulators" / "operator" / "verifier").glob("*.py"):
        (home / source.name).write_bytes(source.read_bytes())
    export, key = tmp_path / "ledger.jsonl", tmp_path / "key.pem"
    export.write_bytes(b"".join(lines()))
    key.write_bytes(PUBLIC_KEY)
    command = [sys.executable, "-m", "emulators.operator.verifier", str(export), str(key)]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "0 findings" in done.stdout) == (0, True), done
    export.write_bytes(b"".join(lines()).replace(b"P1", b"P2", 1))
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "entry " in done.stdout) == (1, True), done
