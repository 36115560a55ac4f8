"""Accounts of the house: the bank, custody, exchange, income; no document of theirs is hot (D9).

Their balances are kept in shards, folded from marked entries in batches. What an entry moves in
them is exact at any moment: the folded part and the entries that still wait.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.eu.ledger.model.chart import CLIENT_CODES, Code
from shared.eu.ledger.model.entry import Line

HouseKey = tuple[Code, str]
"""Code and commodity."""


@dataclass(frozen=True, slots=True)
class HouseBalances:
    """Debit positive, in units of 10^-scale of the commodity.

    `folded` and `waiting` count the entries that the amounts are made of.
    """

    amounts: Counter[HouseKey]
    folded: int
    waiting: int


def moved_by(lines: Iterable[Line]) -> Counter[HouseKey]:
    """Return what lines move in accounts of the house."""
    amounts: Counter[HouseKey] = Counter()
    for line in lines:
        if line.code not in CLIENT_CODES:
            amounts[line.code, line.commodity] += line.amount
    return amounts


def added(first: Counter[HouseKey], second: Counter[HouseKey]) -> Counter[HouseKey]:
    """Return the sums; unlike `+` of counters, negative ones as well."""
    total = Counter(first)
    total.update(second)
    return total
