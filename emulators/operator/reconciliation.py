"""Compare what each region tells of its own books (I-2, I-3b, I-4): the daily files of R-1101.

Only aggregates by cohort and asset are compared across the border; each region finds the breaks
inside its own books by itself.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulators.operator.invariant_reader import read_ledgers
from emulators.operator.invariants import at_rest
from shared.core.breaks import Break
from shared.core.documents import Documents
from shared.core.listings import by_id
from shared.core.money import CASH_SCALE, QTY_SCALE
from shared.eu.accounts.model.aggregates import EuAggregates
from shared.eu.accounts.service.reconciling import EuReconciler
from shared.eu.orders.service.breaks import unresolved
from shared.us.omnibus.model.aggregates import UsAggregates
from shared.us.orders.service.reconciling import UsReconciler

CLIENTS_CUSTODY = "EU clients = EU custody"
CLIENTS_COHORTS = "EU clients = US cohorts"
COHORTS_STREET = "US cohorts = street"
OWED = "USD owed: EU = US"
CLIENT_MONEY = "client money is whole"
EU_BOOKS = "EU entries = balances, positions, chains"
US_BOOKS = "US entries balance"
INVARIANTS = "invariants I-1 to I-9"
REPORTS = "US reports = EU orders"

LOOKS_MAX = 6
PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what was compared, and what differs."""

    name: str
    compared: str
    breaks: tuple[Break, ...]


def compare(eu: EuAggregates, us: UsAggregates) -> list[Check]:
    """Return every comparison; the books agree when none has a break."""
    clients, cohorts = _by_asset(eu.clients), _by_asset(us.cohorts)
    assets = f"{len(clients.keys() | cohorts.keys())} assets"
    count = len({cohort for cohort, _ in (*eu.clients, *us.cohorts)})
    return [
        Check(CLIENTS_CUSTODY, assets, _differences(CLIENTS_CUSTODY, clients, eu.custody)),
        Check(
            CLIENTS_COHORTS,
            f"{assets} in {count} cohorts",
            _differences(CLIENTS_COHORTS, _named(eu.clients), _named(us.cohorts)),
        ),
        Check(COHORTS_STREET, assets, _differences(COHORTS_STREET, cohorts, us.clearing)),
        Check(OWED, "1 sum", _owed(eu, us)),
        Check(CLIENT_MONEY, f"{eu.account_count} accounts", _client_money(eu)),
        Check(EU_BOOKS, f"{eu.entry_count} entries", eu.breaks),
        Check(US_BOOKS, f"{us.execution_count} executions", us.breaks),
    ]


def reconcile(
    eu: Documents, us: Documents, pause: Callable[[float], None] = time.sleep
) -> list[Check]:
    """Compare the regions; look again while what differs still changes: a fill is on its way."""
    regions = EuReconciler(eu), UsReconciler(us)
    checks = _look(*regions)
    for _ in range(LOOKS_MAX - 1):
        if not breaks_of(checks):
            break
        pause(PAUSE_S)
        before, checks = checks, _look(*regions)
        if breaks_of(checks) == breaks_of(before):
            break
    return checks


def breaks_of(checks: list[Check]) -> list[Break]:
    """Return the breaks of all comparisons."""
    return [found for check in checks for found in check.breaks]


def _look(eu: EuReconciler, us: UsReconciler) -> list[Check]:
    checks = compare(eu.aggregates(), us.aggregates())
    return [*checks, _reports(eu.documents), _invariants(eu.documents, us.documents)]


def _reports(eu: Documents) -> Check:
    """List what the US side reported and the EU could not book."""
    breaks = unresolved(eu)
    return Check(REPORTS, f"{len(breaks)} contradict", tuple(breaks))


def _invariants(eu: Documents, us: Documents) -> Check:
    """Check both books once more, by code that shares nothing with what wrote or compared them."""
    ledgers = read_ledgers(eu, us)
    return Check(INVARIANTS, f"{len(ledgers.cohorts)} accounts", tuple(at_rest(ledgers)))


def _differences(
    recon: str, ours: Mapping[str, int], theirs: Mapping[str, int]
) -> tuple[Break, ...]:
    return tuple(
        Break(recon, _symbol_of(key), ours.get(key, 0), theirs.get(key, 0), QTY_SCALE)
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key, 0) != theirs.get(key, 0)
    )


def _owed(eu: EuAggregates, us: UsAggregates) -> tuple[Break, ...]:
    if eu.owed_usd == us.owed_usd:
        return ()
    return (Break(OWED, "USD", eu.owed_usd, us.owed_usd, CASH_SCALE),)


def _client_money(eu: EuAggregates) -> tuple[Break, ...]:
    if eu.bank_eur >= eu.client_eur:
        return ()
    return (Break(CLIENT_MONEY, "EUR", eu.bank_eur, eu.client_eur, CASH_SCALE),)


def _by_asset(amounts: Mapping[tuple[str, str], int]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for (_, asset), amount in amounts.items():
        totals[asset] += amount
    return totals


def _named(amounts: Mapping[tuple[str, str], int]) -> dict[str, int]:
    return {f"{cohort} {asset}": amount for (cohort, asset), amount in amounts.items()}


def _symbol_of(key: str) -> str:
    """Show an asset by its symbol, after the cohort where there is one."""
    cohort, _, asset_id = key.rpartition(" ")
    listing = by_id(asset_id)
    return f"{cohort} {listing.symbol if listing else asset_id}".strip()
