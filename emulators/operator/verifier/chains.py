"""What the entries of a chain are together: dense, each over the one before, up to the head."""

from collections import Counter
from decimal import Decimal
from typing import Any

from emulators.operator.verifier.entries import CLIENT_CASH, lines_of, units
from emulators.operator.verifier.records import (
    CHAIN_START,
    Numbered,
    Records,
    Report,
    id_of,
    links_of,
    name_of,
)

Places = dict[str, dict[int, Numbered]]
"""Entries by chain and number."""


def places_of(records: Records, report: Report) -> Places:
    """Return the entries by chain and number; two in one place, or of one id, are faults."""
    places: Places = {}
    ids = set()
    for number, entry in records.entries:
        if id_of(entry) in ids:
            report.found(number, name_of(entry), "another entry has the same id")
        ids.add(id_of(entry))
        for chain, sequence, _ in links_of(entry):
            if sequence in places.setdefault(chain, {}):
                report.found(number, name_of(entry), f"place {sequence} of {chain} is taken")
            places[chain][sequence] = (number, entry)
    return places


def check_chains(records: Records, places: Places, report: Report) -> None:
    """Every chain is dense from 1, each entry over the one before, up to exactly its head."""
    for chain in places.keys() - records.heads.keys():
        number, entry = min(places[chain].values(), key=lambda numbered: numbered[0])
        report.found(number, name_of(entry), f"nothing is known of its chain {chain}")
    for chain, (line, head) in records.heads.items():
        own, before = places.get(chain, {}), CHAIN_START
        for sequence in range(1, max(own, default=0) + 1):
            if sequence not in own:
                report.found(line, f"chain {chain}", f"entry number {sequence} is missing")
                before = ""
                continue
            number, entry = own[sequence]
            if before and _previous_in(entry, chain) != before:
                report.found(number, name_of(entry), "it does not follow the entry before it")
            before = str(entry["hash"])
        if (head["sequence"], head["hash"]) != (str(max(own, default=0)), before):
            report.found(line, f"chain {chain}", "its last entry is not its head")


def _previous_in(entry: dict[str, Any], chain: str) -> str:
    return next(previous for named, _, previous in links_of(entry) if named == chain)


def check_balances(records: Records, report: Report) -> None:
    """The balances that are kept of an account are the sums of its entries."""
    totals: Counter[str] = Counter()
    for _, entry in records.entries:
        for line in lines_of(entry):
            if line["commodity"] == "EUR":
                totals[line["account"]] -= units(line["amount"])
    for chain, (number, head) in records.heads.items():
        balances, account = head["balances"], chain.partition(":")[2]
        if balances is None:
            continue
        booked = {code: totals[f"{code}:{account}"] for code in CLIENT_CASH}
        texts = {code: _money(cents) for code, cents in booked.items() if cents}
        if balances != texts:
            report.found(number, f"chain {chain}", "its balances are not the sums of its entries")


def _money(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):.2f}"
