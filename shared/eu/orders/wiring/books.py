"""Build the services of the books function."""

from dataclasses import dataclass
from functools import cache

from shared.border.signing import Verifier
from shared.eu.events.wiring import recording
from shared.eu.orders.service.book import BookingDesk
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.intake import Intake, opener
from shared.eu.orders.service.rebating import RebateDesk
from shared.eu.orders.service.sweep import Sweeper
from shared.eu.orders.wiring.drivers import dispatch, quote_board
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.logs import log
from shared.gcp.settings import settings


@dataclass(frozen=True, slots=True)
class BooksServices:
    """What the books function consumes deliveries with."""

    intake: Intake
    sweeper: Sweeper
    rebates: RebateDesk


@cache
def books() -> BooksServices:
    """Build the services of the books function."""
    configured, clock = settings(), SystemClock()
    documents, entropy = recording(configured), SystemEntropy()
    voice = dispatch(configured, clock)
    board = quote_board(configured, documents, clock)
    desk = BookingDesk(documents, clock, entropy, board, voice, _observe)
    verifier = Verifier.from_hex(configured.border_peer_keys)
    return BooksServices(
        intake=Intake(documents, clock, opener(verifier), desk),
        sweeper=Sweeper(documents, clock, voice, CancelDesk(documents, clock, entropy, voice)),
        rebates=RebateDesk(documents, clock, entropy),
    )


def _observe(event: str, reason: str) -> None:
    """Log a break; of whose order it is, the record tells."""
    log("ERROR", event, function="books", reason=reason)
