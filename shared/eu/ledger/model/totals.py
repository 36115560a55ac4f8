"""Sums of lines by code, client and commodity: what balances, positions and aggregates are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.core.ids import AccountId
from shared.eu.ledger.model.chart import Code
from shared.eu.ledger.model.entry import Entry

Key = tuple[Code, AccountId | None, str]
"""Code, client and commodity."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Debit positive, in units of 10^-scale of the commodity."""

    amounts: Counter[Key]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Totals":
        """Add up all lines."""
        amounts: Counter[Key] = Counter()
        for entry in entries:
            for line in entry.draft.lines:
                amounts[line.code, line.client, line.commodity] += line.amount
        return cls(amounts)

    def sum_of(self, codes: frozenset[Code], commodity: str) -> int:
        """Return the sum over codes and clients of one commodity."""
        return sum(
            amount
            for (code, _, named), amount in self.amounts.items()
            if code in codes and named == commodity
        )

    def of_house(self) -> Counter[tuple[Code, str]]:
        """Return the sums of accounts that are no client's, by code and commodity."""
        house: Counter[tuple[Code, str]] = Counter()
        for (code, client, commodity), amount in self.amounts.items():
            if client is None:
                house[code, commodity] += amount
        return house

    def clients(self) -> set[AccountId]:
        """Return the clients that any line names."""
        return {client for _, client, _ in self.amounts if client is not None}

    def commodities(self, codes: frozenset[Code]) -> set[str]:
        """Return the commodities that any line of these codes moves."""
        return {commodity for code, _, commodity in self.amounts if code in codes}
