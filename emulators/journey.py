"""The way of one order, hop by hop: where it was, what happened, what it carried, and when."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from emulators.crossings import Crossed
from shared.core.clock import epoch_ms

Where = Literal["partner", "eu", "border", "us"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One stop; `at_ms` counts from the partner's request, `carried` is what crossed the border."""

    where: Where
    part: str
    at_ms: int
    did: tuple[str, ...]
    carried: Crossed | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the hop for scripts."""
        return {
            "where": self.where,
            "part": self.part,
            "at_ms": self.at_ms,
            "did": list(self.did),
            "message": self.carried.as_json() if self.carried else None,
        }


@dataclass(frozen=True, slots=True)
class Journey:
    """What was seen of an order from outside, at its two crossings, and on the partner's stream.

    `sent` and `report` are None where nobody can listen in at the border. Instants are milliseconds
    since 1970.
    """

    path: str
    request: Mapping[str, str]
    started_ms: int
    answered_ms: int
    accepted: Mapping[str, Any]
    sent: Crossed | None
    report: Crossed | None
    fill: Mapping[str, Any]
    heard_ms: int

    @property
    def price_usd(self) -> str:
        """Return what a share cost in the US."""
        return str(self.fill["price"])

    def hops(self) -> list[Hop]:
        """Return every stop, in the order of the way."""
        return [
            self._request(),
            self._trading(),
            *self._crossing(self.sent),
            self._us(),
            *self._crossing(self.report),
            self._books(),
            self._event(),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the whole way for scripts."""
        return {
            "order_id": self.fill["order"]["id"],
            "status": self.fill["order"]["status"],
            "total_ms": self.heard_ms - self.started_ms,
            "hops": [hop.as_json() for hop in self.hops()],
        }

    def _request(self) -> Hop:
        return Hop("partner", "its backend", 0, (f"POST {self.path}", json.dumps(self.request)))

    def _trading(self) -> Hop:
        did = (
            "checks the account, sets the order's cash aside, draws a one-time order token,",
            f"and answers “{self.accepted['event']}” after {self._since(self.answered_ms)} ms",
        )
        return Hop("eu", "trading", self._at(self.accepted["at"]), did)

    def _us(self) -> Hop:
        fill = self.fill
        bought = f"{fill['order']['side']}s {fill['qty']} {fill['order']['symbol']}"
        did = (
            "knows the token and a cohort of clients, and nobody;",
            f"{bought} at {fill['price']} USD{self._venue()}, settles on {fill['settle_date']}",
        )
        return Hop("us", "orders", self._at(fill["timestamp"]), did)

    def _venue(self) -> str:
        steps = self.report.body()["steps"] if self.report else ()
        venues = [step["venue"] for step in steps if step["step"] == "fill"]
        return f" on {venues[0]}" if venues else ""

    def _books(self) -> Hop:
        order, fill = self.fill["order"], self.fill
        did = (
            "finds by the token whose order it is, and books it in one commit:",
            f"{fill['qty']} {order['symbol']} at {order['filled_avg_price']} EUR, "
            f"commission {order['commission']} EUR",
        )
        return Hop("eu", "books", self._at(fill["at"]), did)

    def _event(self) -> Hop:
        did = (f"hears of it on /v2/events/trades: {self.fill['event']} {self.fill['event_id']}",)
        return Hop("partner", "its backend", self._since(self.heard_ms), did)

    def _crossing(self, message: Crossed | None) -> Iterator[Hop]:
        if message is not None:
            at_ms = self._since(message.published_at_ms)
            yield Hop("border", f"{message.direction}  {message.kind}", at_ms, (), message)

    def _at(self, text: str) -> int:
        return self._since(epoch_ms(datetime.fromisoformat(text)))

    def _since(self, instant_ms: int) -> int:
        return max(0, instant_ms - self.started_ms)
