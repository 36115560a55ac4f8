"""The verdict on every cell: the reason of its refusal, or what becomes of the order.

The first line that speaks of a cell is its verdict; both sides have the same ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.integration.verdicts.cells import Amount, Cell, Kind, Session, Tif


@dataclass(frozen=True, slots=True)
class Refused:
    """The request is refused with a stable reason; nothing is stored and nothing crosses."""

    reason: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """How much trades at once, and what becomes of the rest.

    `traded` is whole, part or none. `end` is `rests`, or the reason of the order's end; empty where
    nothing is left.
    """

    traded: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The order is accepted: its fate where enough shares are displayed, and where too few are."""

    enough: Fate
    scarce: Fate


Verdict = Refused | Taken
Rule = tuple[Callable[[Cell], bool], Verdict]

NOT_OFFERED = (Kind.STOP, Kind.STOP_LIMIT, Kind.TRAILING_STOP)
RESTING_TIFS = (Tif.DAY, Tif.GTC)
RESTS = Taken(Fate("none", "rests"), Fate("none", "rests"))

RULES: tuple[Rule, ...] = (
    (lambda cell: cell.kind in NOT_OFFERED, Refused("not_supported", "type")),
    (lambda cell: cell.tif in (Tif.OPG, Tif.CLS), Refused("not_supported", "time_in_force")),
    (
        lambda cell: cell.session is Session.EXTENDED and not cell.is_limit,
        Refused("extended_hours_limit_only", "extended_hours"),
    ),
    (
        lambda cell: cell.session is Session.EXTENDED,
        Refused("not_supported", "extended_hours"),
    ),
    (
        lambda cell: cell.amount is not Amount.WHOLE and cell.tif is not Tif.DAY,
        Refused("fractional_day_only", "time_in_force"),
    ),
    (
        lambda cell: cell.session is Session.CLOSED and not may_wait(cell),
        Refused("market_closed"),
    ),
    (lambda cell: cell.session is Session.HALTED and not may_wait(cell), Refused("halted")),
    (lambda cell: cell.session in (Session.CLOSED, Session.HALTED), RESTS),
    (lambda cell: cell.kind is Kind.LIMIT_FAR and cell.tif in RESTING_TIFS, RESTS),
    (
        lambda cell: cell.kind is Kind.LIMIT_FAR and cell.tif is Tif.IOC,
        Taken(Fate("none", "not_immediate"), Fate("none", "not_immediate")),
    ),
    (
        lambda cell: cell.kind is Kind.LIMIT_FAR,
        Taken(Fate("none", "not_whole"), Fate("none", "not_whole")),
    ),
    (lambda cell: cell.tif is Tif.IOC, Taken(Fate("whole"), Fate("part", "not_immediate"))),
    (lambda cell: cell.tif is Tif.FOK, Taken(Fate("whole"), Fate("none", "not_whole"))),
    (
        lambda cell: cell.kind is Kind.MARKET,
        Taken(Fate("whole"), Fate("part", "price_protection")),
    ),
    (lambda cell: cell.kind is Kind.LIMIT_NOW, Taken(Fate("whole"), Fate("part", "rests"))),
)


def may_wait(cell: Cell) -> bool:
    """Say whether an order may wait for the market."""
    return cell.is_limit and cell.tif in RESTING_TIFS


def verdict(cell: Cell) -> Verdict:
    """Return the verdict on a cell. Raises LookupError where no rule speaks of it."""
    for speaks_of, said in RULES:
        if speaks_of(cell):
            return said
    raise LookupError(str(cell))
