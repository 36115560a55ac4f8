"""What the EU tells of its books to be compared: sums by cohort and asset, no client (R-1101)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.breaks import Break
from shared.core.ids import AccountId, AssetId
from shared.eu.ledger.model.chart import (
    CLIENT_SECURITY_CODES,
    EUR,
    USD,
    Code,
)
from shared.eu.ledger.model.totals import Totals

_CUSTODY_CODES = frozenset({Code.CUSTODY_US, Code.SECURITY_RECEIVABLE, Code.SECURITY_DELIVERABLE})
_OWED_CODES = frozenset({Code.RECEIVABLE_US, Code.PAYABLE_US})
_BANK_CODES = frozenset({Code.BANK_CLIENT})
# I-3b: E-2020 is not backed by euro in the bank yet, so it is not in it.
_CLIENT_MONEY_CODES = frozenset(
    {
        Code.CASH,
        Code.RESERVED,
        Code.WITHDRAWAL_PENDING,
        Code.SUSPENSE_DEPOSIT,
        Code.TAX_PAYABLE_ES,
    }
)


@dataclass(frozen=True, slots=True)
class EuAggregates:
    """Quantities in 10^-9 by cohort and asset or by asset, money in cents.

    `owed_usd` is E-1200 + E-1210, `bank_eur` the clients' bank account, `client_eur` what it must
    hold at least (I-3b). `breaks` are those between the entries and what is kept beside them.
    """

    clients: Mapping[tuple[str, str], int]
    custody: Mapping[str, int]
    owed_usd: int
    bank_eur: int
    client_eur: int
    account_count: int
    entry_count: int
    breaks: tuple[Break, ...]


def aggregates_of(
    totals: Totals, cohort_of: Mapping[AccountId, str], entry_count: int, breaks: tuple[Break, ...]
) -> EuAggregates:
    """Fold the totals of all entries; a client without an account belongs to the cohort ''."""
    clients: Counter[tuple[str, str]] = Counter()
    for (code, client, commodity), amount in totals.amounts.items():
        if code in CLIENT_SECURITY_CODES and client is not None:
            clients[cohort_of.get(client, ""), commodity] -= amount
    return EuAggregates(
        clients=clients,
        custody={
            asset: totals.sum_of(_CUSTODY_CODES, asset)
            for asset in totals.commodities(_CUSTODY_CODES)
        },
        owed_usd=totals.sum_of(_OWED_CODES, USD),
        bank_eur=totals.sum_of(_BANK_CODES, EUR),
        client_eur=-totals.sum_of(_CLIENT_MONEY_CODES, EUR),
        account_count=len(cohort_of),
        entry_count=entry_count,
        breaks=breaks,
    )


def held_by(totals: Totals) -> Counter[tuple[AccountId, AssetId]]:
    """Return the quantity, settled and not, of every client and asset that was booked."""
    held: Counter[tuple[AccountId, AssetId]] = Counter()
    for (code, client, commodity), amount in totals.amounts.items():
        if code in CLIENT_SECURITY_CODES and client is not None:
            held[client, AssetId(commodity)] -= amount
    return held
