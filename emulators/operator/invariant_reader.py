"""Reads both regions' documents for the invariants."""

from collections import Counter
from collections.abc import Iterator

from emulators.operator.invariants import Held, Ledgers
from shared.core.documents import Data, Documents, Snapshot
from shared.eu.accounts.paths import POSITIONS
from shared.eu.accounts.service.every_account import pages_of_accounts
from shared.eu.ledger.service.book_reader import every_entry
from shared.eu.orders.paths import ORDERS, order_of
from shared.us.orders.paths import EXECUTIONS

DOCUMENTS_MAX = 200_000


class TooLarge(Exception):
    """Say that a collection is larger than can be read at once."""


def read_ledgers(eu: Documents, us: Documents) -> Ledgers:
    """Read all entries, executions, accounts, positions and orders.

    Raises TooLarge, Unavailable.
    """
    ledgers = Ledgers(
        cohorts={
            account.account_id: account.cohort for page in pages_of_accounts(eu) for account in page
        },
        positions=dict(_positions(eu)),
    )
    ledgers.add_eu(_named(seen) for seen in every_entry(eu) if _is_whole(seen))
    ledgers.add_us(_named(seen) for seen in _all(us, EXECUTIONS))
    _add_orders(ledgers, eu)
    return ledgers


def _positions(eu: Documents) -> Iterator[tuple[tuple[str, str], Held]]:
    for seen in _all(eu, POSITIONS):
        data = seen.data or {}
        held = Held(data["settled"] + data["unsettled"], data["reserved"])
        yield (data["account_id"], data["asset_id"]), held


def _add_orders(ledgers: Ledgers, eu: Documents) -> None:
    holds: Counter[str] = Counter()
    reserved: Counter[tuple[str, str]] = Counter()
    for seen in _all(eu, ORDERS):
        order = order_of(seen.path, seen.data or {})
        holds[order.account_id] += order.hold_cents
        reserved[order.account_id, order.asset_id] += order.reserved_qty
        ledgers.commissions += order.commission_cents
    ledgers.holds, ledgers.reserved = holds, reserved


def _all(documents: Documents, collection: str) -> list[Snapshot]:
    found = documents.query(collection, limit=DOCUMENTS_MAX)
    if len(found) == DOCUMENTS_MAX:
        raise TooLarge(collection)
    return found


def _named(seen: Snapshot) -> tuple[str, Data]:
    return seen.path.partition("/")[2], seen.data or {}


def _is_whole(seen: Snapshot) -> bool:
    """Tell whether a document has lines at all; the reconciliation names those that have none."""
    lines = (seen.data or {}).get("lines")
    return isinstance(lines, list) and all(type(line.get("amount")) is int for line in lines)
