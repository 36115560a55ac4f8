"""What an entry must be by itself: hashed as it stands, balanced, in its accounts' chains."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from emulators.operator.verifier.records import Report, chain_hash, links_of, name_of

CURRENCIES = ("EUR", "USD")
CLIENT_CASH = ("E-2000", "E-2010", "E-2015", "E-2020")
# The accounts of the chart that each client has one of.
CLIENT_CODES = (*CLIENT_CASH, "E-2050", "E-2100", "E-2110")
BODY = {"schema", "id", "posting", "event_time", "effective_date", "posted_at", "facts", "lines",
        "links"}  # fmt: skip
ACCOUNT = re.compile(r"(E-[0-9]{4})(?::([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?")
MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")
QUANTITY = re.compile(r"-?[0-9]+\.[0-9]{9}")


def check_entry(number: int, entry: dict[str, Any], report: Report) -> None:
    for fault in _faults_of(entry):
        report.found(number, name_of(entry), fault)


def _faults_of(entry: dict[str, Any]) -> Iterator[str]:
    """Yield what an entry says wrongly by itself."""
    body, links = entry["body"], links_of(entry)
    if not isinstance(body, dict) or body.keys() != BODY or not links:
        yield "its fields are not those of an entry"
        return
    if chain_hash(links[0][2], body) != entry["hash"]:
        yield "the hash does not fit what the entry says: one of them was changed"
    names = ("place", "counter_place")
    stored = {
        name: f"{chain}:{number:012d}"
        for name, (chain, number, _) in zip(names, links, strict=False)
    }
    if entry["stored"] != stored:
        yield "what is stored beside it does not fit its place"
    yield from _faults_of_lines(body["lines"], {chain for chain, _, _ in links})


def _faults_of_lines(lines: Any, chains: set[str]) -> Iterator[str]:
    if not (isinstance(lines, list) and len(lines) >= 2 and all(map(_is_line, lines))):
        yield "its lines are not those of a double entry"
        return
    totals: Counter[str] = Counter()
    clients = set()
    for line in lines:
        totals[line["commodity"]] += units(line["amount"])
        client = line["account"].partition(":")[2]
        clients |= {f"account:{client}"} if client else set()
    for commodity, total in sorted(totals.items()):
        if total:
            yield f"its lines do not sum to zero in {commodity}"
    is_firms = len(chains) == 1 and all(chain.startswith("firm:") for chain in chains)
    if chains != clients if clients else not is_firms:
        yield "it is not in the chains of the accounts that it moves"


def _is_line(line: Any) -> bool:
    """Tell whether a line is well formed; a client is named where the account has one."""
    if not isinstance(line, dict) or line.keys() != {"account", "commodity", "amount"}:
        return False
    if not all(isinstance(value, str) for value in line.values()):
        return False
    named = ACCOUNT.fullmatch(line["account"])
    form = MONEY if line["commodity"] in CURRENCIES else QUANTITY
    if named is not None and named[1] in CLIENT_CASH and line["commodity"] != "EUR":
        return False
    return (
        named is not None
        and (named[1] in CLIENT_CODES) == (named[2] is not None)
        and form.fullmatch(line["amount"]) is not None
    )


def units(amount: str) -> int:
    return int(amount.replace(".", ""))


def lines_of(entry: dict[str, Any]) -> list[dict[str, str]]:
    body = entry["body"]
    lines = body.get("lines") if isinstance(body, dict) else None
    return [line for line in lines if _is_line(line)] if isinstance(lines, list) else []
