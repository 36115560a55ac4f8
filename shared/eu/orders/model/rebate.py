"""What a day's fees were charged too much, rounded up order by order (D6, R-824, P33)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.core.clock import rfc3339
from shared.core.fees import charged_cents
from shared.core.ids import AccountId, EntryId, EventId, derive
from shared.core.money import CASH_SCALE, PRICE_SCALE, Cents, short_text, text
from shared.eu.events.model.record import Happening, Stream
from shared.eu.ledger.model.entry import FEE_FACT, Draft
from shared.eu.ledger.model.postings import rebate as rebate_lines
from shared.eu.orders.model.exchange import euro_of

_CHARGED = "_cents"
_RAW = "_raw_nano_usd"


@dataclass(frozen=True, slots=True)
class Rebate:
    """What one account gets back for a day: dollar cents by fee type, at `rate` 10^-6 USD a euro.

    The euro are rounded half up for each type, as the fees are itemised (R-825).
    """

    account_id: AccountId
    day: date
    dollar_cents: Mapping[str, int]
    rate: int

    @property
    def euro_cents(self) -> Cents:
        """Return what is given back."""
        return Cents(sum(euro_of(cents, self.rate) for cents in self.dollar_cents.values()))

    @property
    def ref_id(self) -> str:
        """Return the id that makes a day's rebate one, however often it is computed."""
        return derive("rebate", self.account_id, self.day.isoformat())

    @property
    def entry_id(self) -> EntryId:
        """Return the id of the entry that books it."""
        return EntryId(derive("entry", "rebate", self.ref_id))

    def draft(self, now: datetime) -> Draft:
        """Return the entry that books it (P33)."""
        dollars = {f"rebate_{kind}_cents": str(n) for kind, n in self.dollar_cents.items()}
        return Draft(
            entry_id=self.entry_id,
            posting="P33",
            lines=rebate_lines(self.account_id, self.euro_cents),
            event_time=now,
            effective_date=self.day,
            facts={**dollars, "fx_mid": short_text(self.rate, PRICE_SCALE), "fx_source": "ECB"},
        )

    def happening(self, now: datetime) -> Happening:
        """Return the activity that tells it."""
        at = rfc3339(now)
        body = {
            "account_id": self.account_id,
            "at": at,
            "activity_type": "FEE",
            "executed_at": at,
            "status": "executed",
            "currency": "EUR",
            "ref_id": self.ref_id,
            "previous_id": None,
            "net_amount": text(self.euro_cents, CASH_SCALE),
            "date": self.day.isoformat(),
            "description": "regulatory fees of the day, rounded once",
        }
        event_id = EventId(derive("event", self.ref_id))
        return Happening(event_id, "fee", (Stream.ACTIVITIES,), now, {"activities": body})


def overcharged(facts: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """Return the dollar cents, by fee type, that a day's entries charged beyond the day's total.

    The total is the sum of what is exact, rounded up once. A type that is even is left out.
    """
    raw, charged = Counter[str](), Counter[str]()
    for entry in facts:
        for name, value in entry.items():
            if name.startswith(FEE_FACT):
                kind, into = _read(name, raw, charged)
                into[kind] += int(value)
    excess = {kind: charged[kind] - charged_cents(raw[kind]) for kind in charged}
    return {kind: cents for kind, cents in sorted(excess.items()) if cents > 0}


def _read(name: str, raw: Counter[str], charged: Counter[str]) -> tuple[str, Counter[str]]:
    bare = name.removeprefix(FEE_FACT)
    if bare.endswith(_RAW):
        return bare.removesuffix(_RAW), raw
    return bare.removesuffix(_CHARGED), charged
