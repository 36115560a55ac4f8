"""An order of a client, with everything that later steps need to know."""

from dataclasses import dataclass
from datetime import datetime

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.ids import AccountId, AssetId, CohortId, OrderId, OrderToken, derive
from shared.eu.orders.model.states import TERMINAL_STATES, OrderState

_PENDING = frozenset({OrderState.CANCEL_PENDING, OrderState.REPLACE_PENDING})


@dataclass(frozen=True, slots=True)
class Order:
    """Quantities in 10^-9 shares, prices in 10^-6 dollars, money in cents.

    `order_token` is the only name the US side knows. `report_seq` is the last report booked,
    `issued_seq` the last one known to exist (the first is awaited from the start), `parked` the
    numbers of those that came too early. `instruction_seq` numbers what was sent under the token:
    0 for a replacement that the US side has not put in its predecessor's place yet.

    `protection_price` is what no fill goes beyond: the limit, or a market order's protection (D16).
    An order by amount has `notional_cents` in euro and `notional_usd_cents`; its `qty` is an upper
    bound, or 0, until the acknowledgement makes it `qty_known`. `hold_cents` and `reserved_qty` are
    what is still reserved in money and in shares. `gross_nano_usd` is the sum of qty times price of
    the fills. `fx_mid` and `fx_rate` are those of the last fill. `expires_at` is the end of its
    validity. `replace_qty` is what a replacement and its predecessor may trade together.
    `request_hash` recognizes a repeat of the request. `asked_at` is when the US side was last asked
    about an order that seems to rest.
    """

    order_id: OrderId
    account_id: AccountId
    client_order_id: str
    correspondent: str
    request_hash: str
    order_token: OrderToken
    cohort: CohortId
    asset_id: AssetId
    symbol: str
    side: Side
    order_type: OrderType
    tif: TimeInForce
    qty: int
    protection_price: int
    state: OrderState
    hold_cents: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    reserved_qty: int = 0
    qty_known: bool = True
    notional_cents: int = 0
    notional_usd_cents: int = 0
    instruction_seq: int = 1
    report_seq: int = 0
    issued_seq: int = 1
    parked: tuple[int, ...] = ()
    filled_qty: int = 0
    gross_nano_usd: int = 0
    euro_cents: int = 0
    commission_cents: int = 0
    fx_mid: int = 0
    fx_rate: int = 0
    reason: str | None = None
    filled_at: datetime | None = None
    ended_at: datetime | None = None
    replaces: OrderId | None = None
    replaced_by: OrderId | None = None
    replace_qty: int = 0
    asked_at: datetime | None = None

    @property
    def is_terminal(self) -> bool:
        """Say whether nothing more can happen to the order."""
        return self.state in TERMINAL_STATES

    @property
    def is_limit(self) -> bool:
        """Say whether the order may rest at its price."""
        return self.order_type is OrderType.LIMIT

    @property
    def is_born(self) -> bool:
        """Say whether the US side may know the order's own token."""
        return self.instruction_seq > 0

    @property
    def awaits_report(self) -> bool:
        """Say whether a report, or the answer to an instruction, is known to be missing (D10)."""
        return self.report_seq < self.issued_seq or self.state in _PENDING

    @property
    def leaves_qty(self) -> int:
        """Return what may still trade."""
        return 0 if self.is_terminal else max(0, self.qty - self.filled_qty)


def order_id_of(account_id: AccountId, client_order_id: str) -> OrderId:
    """Return the id that makes a repeat of the same order find the first one (R-701)."""
    return OrderId(derive("order", account_id, client_order_id))
