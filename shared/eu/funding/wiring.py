"""Build the services of the funding function from settings; once an instance."""

from dataclasses import dataclass
from functools import cache

from shared.core.cached_reader import CachedReader
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.events.wiring import recording
from shared.eu.funding.service.journals import JournalDesk
from shared.eu.funding.service.transfers import TransferDesk
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import settings


@dataclass(frozen=True, slots=True)
class FundingServices:
    """What the public funding function serves with."""

    authenticator: Authenticator
    access: AccountAccess
    transfers: TransferDesk
    journals: JournalDesk


@cache
def funding() -> FundingServices:
    """Build the services of the funding function."""
    configured, clock = settings(), SystemClock()
    documents = recording(configured)
    return FundingServices(
        authenticator=Authenticator(CachedReader(documents, clock, CACHE_TTL_MS)),
        access=AccountAccess(documents),
        transfers=TransferDesk(documents, clock, SystemEntropy(), configured.instant_funding),
        journals=JournalDesk(documents, clock, SystemEntropy()),
    )
