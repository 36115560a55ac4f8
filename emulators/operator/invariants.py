"""The invariants of domain B9 over the stored documents of both regions, as an auditor reads them.

One module for the tests, for the simulation and for `two-ledger reconcile`. It adds up lines as
they are stored and trusts no code that wrote them. Those that compare the regions hold when nothing
is on its way between them; the others hold at every moment.

I-7 (exchange covered by the end of the day) awaits cover deals, I-10 the statements of the street.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.core.breaks import Break
from shared.core.documents import Data
from shared.core.money import CASH_SCALE, QTY_SCALE

Totals = Counter[tuple[str, str, str]]
"""Sums of lines by code, client or cohort, and commodity; debit positive."""

CURRENCIES = ("EUR", "USD")
CLIENT_SECURITIES = ("E-2100", "E-2110")
CUSTODY = ("E-1100", "E-1110", "E-1120")
COHORT_SECURITIES = ("U-2100", "U-2110")
STREET = ("U-1010", "U-1020", "U-1030", "U-2900")
CLIENT_BANK = ("E-1000", "E-1030", "E-1040")
CLAIMS = ("E-2000", "E-2010", "E-2015", "E-2020", "E-2300", "E-2210")
UNSWEPT = (
    "E-1010", "E-1310", "E-3000", "E-4000", "E-4010", "E-4020", "E-4090", "E-5000", "E-5010"
)  # fmt: skip
# Proceeds that are not settled are not in the bank yet.
BACKED_CLAIMS = ("E-2000", "E-2010", "E-2015", "E-2300", "E-2210")


@dataclass(frozen=True, slots=True)
class Held:
    """What a client's position document says, in 10^-9 shares."""

    qty: int
    reserved: int


@dataclass(slots=True)
class Ledgers:
    """Both books as they are stored, and what orders, positions and accounts say beside them.

    `holds` are cents by account, `reserved` shares by account and asset, that live orders keep.
    `commissions` are the cents that all orders report to their clients as their cost.
    """

    eu: Totals = field(default_factory=Counter)
    us: Totals = field(default_factory=Counter)
    unbalanced: list[Break] = field(default_factory=list)
    cohorts: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[tuple[str, str], Held] = field(default_factory=dict)
    holds: Counter[str] = field(default_factory=Counter)
    reserved: Counter[tuple[str, str]] = field(default_factory=Counter)
    commissions: int = 0

    def add_eu(self, entries: Iterable[tuple[str, Data]]) -> None:
        """Add the lines of entries, by their ids."""
        self._add(self.eu, "entry", entries)

    def add_us(self, executions: Iterable[tuple[str, Data]]) -> None:
        """Add the lines of executions and other entries of the US, by their ids."""
        self._add(self.us, "execution", executions)

    def _add(self, totals: Totals, kind: str, documents: Iterable[tuple[str, Data]]) -> None:
        for name, document in documents:
            own: Counter[str] = Counter()
            for line in document["lines"]:
                code, _, part = line["account"].partition(":")
                totals[code, part, line["commodity"]] += line["amount"]
                own[line["commodity"]] += line["amount"]
            self.unbalanced += (
                Break("I-1", f"{kind} {name} {commodity}", rest, 0)
                for commodity, rest in own.items()
                if rest
            )


def at_every_moment(ledgers: Ledgers) -> list[Break]:
    """Return what breaks I-1, I-3, I-3b, I-5, I-6, I-8 and I-9."""
    return [found for check in _ALWAYS for found in check(ledgers)]


def at_rest(ledgers: Ledgers) -> list[Break]:
    """Return what breaks any invariant, where nothing is on its way between the regions."""
    return [*at_every_moment(ledgers), *_same_positions(ledgers), *_same_dollars(ledgers)]


def _balanced(ledgers: Ledgers) -> Iterator[Break]:
    """I-1: the lines of an entry sum to zero per commodity, in both ledgers."""
    yield from ledgers.unbalanced


def _same_positions(ledgers: Ledgers) -> Iterator[Break]:
    """I-2: clients = custody = cohorts = street per asset, and per cohort as well."""
    clients, custody = _by_asset(ledgers.eu, CLIENT_SECURITIES), _by_asset(ledgers.eu, CUSTODY)
    cohorts, street = _by_asset(ledgers.us, COHORT_SECURITIES), _by_asset(ledgers.us, STREET)
    for asset in sorted({*clients, *custody, *cohorts, *street}):
        for ours, theirs, name in (
            (-clients[asset], custody[asset], "clients, custody"),
            (custody[asset], -cohorts[asset], "custody, cohorts"),
            (-cohorts[asset], street[asset], "cohorts, street"),
        ):
            yield from _equal("I-2", f"{asset} {name}", ours, theirs, QTY_SCALE)
    home, abroad = _by_cohort(ledgers)
    for cohort, asset in sorted({*home, *abroad}):
        ours, theirs = home[cohort, asset], abroad[cohort, asset]
        yield from _equal("I-2 per cohort", f"{cohort} {asset}", ours, theirs, QTY_SCALE)


def _client_money(ledgers: Ledgers) -> Iterator[Break]:
    """I-3: what is in the clients' bank is their claims, and what the firm has not swept yet."""
    bank = _sum(ledgers.eu, CLIENT_BANK, "EUR")
    owed = -_sum(ledgers.eu, CLAIMS, "EUR") - _sum(ledgers.eu, UNSWEPT, "EUR")
    yield from _equal("I-3", "EUR", bank, owed, CASH_SCALE)
    settled = _sum(ledgers.eu, ("E-1000", "E-1030"), "EUR")
    backed = -_sum(ledgers.eu, BACKED_CLAIMS, "EUR")
    if settled < backed:
        yield Break("I-3b", "EUR", settled, backed, CASH_SCALE)


def _same_dollars(ledgers: Ledgers) -> Iterator[Break]:
    """I-4: the dollars that the EU has abroad, and owes there, are those of the cohorts."""
    nostro = _sum(ledgers.eu, ("E-1020", "E-1030"), "USD")
    yield from _equal("I-4", "settled", nostro, -_sum(ledgers.us, ("U-2000",), "USD"), CASH_SCALE)
    owed = _sum(ledgers.eu, ("E-1200", "E-1210"), "USD")
    yield from _equal("I-4", "owed", owed, -_sum(ledgers.us, ("U-2010",), "USD"), CASH_SCALE)


def _nobody_owes(ledgers: Ledgers) -> Iterator[Break]:
    """I-5: no client's cash, hold, withdrawal or position is below zero."""
    for client in _parts(ledgers.eu):
        credit = {code: -ledgers.eu[code, client, "EUR"] for code in CLAIMS}
        spendable = credit["E-2000"] + credit["E-2020"]
        for name, cents in (
            ("cash", spendable),
            ("E-2010", credit["E-2010"]),
            ("E-2015", credit["E-2015"]),
        ):
            if cents < 0:
                yield Break("I-5 cash", f"{client} {name}", cents, 0, CASH_SCALE)
    for (client, asset), held in ledgers.positions.items():
        if not 0 <= held.reserved <= held.qty:
            yield Break("I-5 position", f"{client} {asset}", held.qty, held.reserved, QTY_SCALE)


def _holds(ledgers: Ledgers) -> Iterator[Break]:
    """I-6: what is held is what live orders hold, in money and in shares."""
    for client in sorted({*_parts(ledgers.eu), *ledgers.holds}):
        booked = -ledgers.eu["E-2010", client, "EUR"]
        yield from _equal("I-6 cash", client, booked, ledgers.holds[client], CASH_SCALE)
    for key in sorted({*ledgers.positions, *ledgers.reserved}):
        kept = ledgers.positions[key].reserved if key in ledgers.positions else 0
        yield from _equal("I-6 shares", " ".join(key), kept, ledgers.reserved[key], QTY_SCALE)


def _income(ledgers: Ledgers) -> Iterator[Break]:
    """I-8: commission income is what orders report to clients as their cost."""
    booked = -_sum(ledgers.eu, ("E-4000",), "EUR")
    yield from _equal("I-8", "commission", booked, ledgers.commissions, CASH_SCALE)


def _no_payment_for_flow(ledgers: Ledgers) -> Iterator[Break]:
    """I-9: nobody abroad is paid for orders that come from the EU."""
    yield from _equal("I-9", "U-4010", _sum(ledgers.us, ("U-4010",), "USD"), 0, CASH_SCALE)


_ALWAYS: tuple[Callable[[Ledgers], Iterator[Break]], ...] = (
    _balanced,
    _client_money,
    _nobody_owes,
    _holds,
    _income,
    _no_payment_for_flow,
)


def _equal(recon: str, key: str, ours: int, theirs: int, scale: int) -> Iterator[Break]:
    if ours != theirs:
        yield Break(recon, key, ours, theirs, scale)


def _sum(totals: Totals, codes: Sequence[str], commodity: str) -> int:
    return sum(
        amount for (code, _, of), amount in totals.items() if code in codes and of == commodity
    )


def _by_asset(totals: Totals, codes: Sequence[str]) -> Counter[str]:
    assets: Counter[str] = Counter()
    for (code, _, commodity), amount in totals.items():
        if code in codes and commodity not in CURRENCIES:
            assets[commodity] += amount
    return assets


def _by_cohort(ledgers: Ledgers) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Return what the accounts of each cohort own, and what the US has for the cohort."""
    home: Counter[tuple[str, str]] = Counter()
    abroad: Counter[tuple[str, str]] = Counter()
    for (code, client, asset), amount in ledgers.eu.items():
        if code in CLIENT_SECURITIES:
            home[ledgers.cohorts.get(client, ""), asset] -= amount
    for (code, cohort, asset), amount in ledgers.us.items():
        if code in COHORT_SECURITIES:
            abroad[cohort, asset] -= amount
    return home, abroad


def _parts(totals: Totals) -> list[str]:
    return sorted({part for _, part, _ in totals if part})
