"""The table as a page for whoever sends orders: `python -m tests.integration.verdicts.page`."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from shared.core.reasons import REASONS
from tests.integration.verdicts.cells import Amount, Cell, Kind, Session, Side, Tif
from tests.integration.verdicts.table import Fate, Refused, Taken, Verdict, verdict

PAGE = Path(__file__).resolve().parents[3] / "functions" / "eu" / "trading" / "VERDICTS.md"
HEAD = """\
# What becomes of an order

Every type, time in force, amount and state of the market has one verdict, the same for both
sides. A number is the HTTP status of a refusal, beside its stable `reason`; then nothing is
stored. Everything else is an order that was accepted. Written by `python -m
tests.integration.verdicts.page`; `tests/integration/verdicts` walks every cell through both
regions.

- **fills**: trades whole, at once. Where too few shares are displayed, what stands after the
  semicolon happens.
- **rests**: waits at its limit for the price, and for the market where that is closed or
  halted. It trades when its price comes, can be canceled at any time, and expires: `day` with
  the next close (`expired`), `gtc` after 90 days.
- **part, canceled** or **canceled**: the order ends with the status `canceled`; the reason in
  brackets says why nothing more trades. `price_protection`: nothing is left within 1 % of the
  price at which the order was taken. `not_immediate` (ioc): not at once. `not_whole` (fok): not
  all of it at once.
- A halt is known everywhere within a second: so long may a price be cached. Orders that rest are
  matched at prices that are not cached.
- Limits in dollars, amounts in euro. Parts of a share and amounts in euro live for a day.
- The column *extended_hours* is `"extended_hours": true` in the order, whatever the state of
  the market.
"""


def rendered() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for kind in Kind for line in _section(kind))]) + "\n"


def _section(kind: Kind) -> Iterator[str]:
    yield f"## {kind.value[0].upper()}{kind.value[1:]}"
    yield ""
    yield f"| time in force | amount | {' | '.join(Session)} |"
    yield f"|---|---|{'---|' * len(Session)}"
    for tif, amount in product(Tif, Amount):
        said = [_words(_of_both_sides(kind, tif, amount, session)) for session in Session]
        yield f"| {tif} | {amount} | {' | '.join(said)} |"
    yield ""


def _of_both_sides(kind: Kind, tif: Tif, amount: Amount, session: Session) -> Verdict:
    (said,) = {verdict(Cell(kind, tif, amount, session, side)) for side in Side}
    return said


def _words(said: Verdict) -> str:
    if isinstance(said, Refused):
        return f"{REASONS[said.reason].status} `{said.reason}`"
    return _fates(said)


def _fates(said: Taken) -> str:
    enough, scarce = _fate(said.enough), _fate(said.scarce)
    return enough if enough == scarce else f"{enough}; {scarce}"


def _fate(fate: Fate) -> str:
    if fate.traded == "whole":
        return "fills"
    end = fate.end if fate.end == "rests" else f"canceled (`{fate.end}`)"
    return f"part, {end}" if fate.traded == "part" else end


if __name__ == "__main__":
    PAGE.write_text(rendered())
