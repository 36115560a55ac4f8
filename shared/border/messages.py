"""The only messages that cross the border, in both directions (D3, Annex H)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.border.dictionary import (
    Amount,
    BorderModel,
    Cohort,
    DateText,
    DollarText,
    DoneReason,
    EpochMs,
    FeeType,
    MarketCode,
    OrderType,
    PositionIntent,
    PositiveQtyText,
    PriceText,
    QtyText,
    RejectReason,
    Sequence,
    Side,
    Symbol,
    TimeInForce,
    Token,
    Uuid,
)

STEPS_MAX = 16
QUOTES_MAX = 250


class Envelope(BorderModel):
    """What every border message carries. Times are milliseconds since 1970."""

    schema_version: Literal[1] = 1
    message_id: Token
    issued_at: EpochMs
    expires_at: EpochMs


class OrderNew(Envelope):
    """EU to US: trade this for a cohort (R-502).

    Exactly one of `qty` and `notional_usd` is given; the acknowledgement tells the quantity that
    dollars have become. A market order carries its protection price as `limit_price`; no venue
    fills beyond it (D16).
    """

    kind: Literal["order.new"] = "order.new"
    order_token: Token
    seq: Literal[1] = 1
    cohort: Cohort
    asset_id: Uuid
    side: Side
    qty: PositiveQtyText | None = None
    notional_usd: DollarText | None = None
    order_type: OrderType
    limit_price: PriceText
    stop_price: None = None
    trail: None = None
    tif: TimeInForce
    extended_hours: Literal[False] = False
    position_intent: PositionIntent
    stp_token: None = None
    eu_flow: Literal[True] = True
    pfof_prohibited: Literal[True] = True

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.qty is None) == (self.notional_usd is None):
            raise ValueError("one of qty and notional_usd")
        return self


class OrderCancel(Envelope):
    """EU to US: trade nothing more of this order.

    `seq` numbers the instructions of an order; `order.new` is the first. One that comes before its
    `order.new` ends the order before it began: cohort and asset are what its record needs.
    """

    kind: Literal["order.cancel"] = "order.cancel"
    order_token: Token
    seq: Sequence
    cohort: Cohort
    asset_id: Uuid


class OrderReplace(Envelope):
    """EU to US: end this order and put another one, under a token of its own, in its place.

    `qty` is what both may trade together: the replacement gets what the first has not traded.
    """

    kind: Literal["order.replace"] = "order.replace"
    order_token: Token
    seq: Sequence
    replacement_token: Token
    cohort: Cohort
    asset_id: Uuid
    qty: PositiveQtyText
    limit_price: PriceText
    tif: TimeInForce


class OrderStatusQuery(Envelope):
    """EU to US: send the reports of this order again, from number `seq` on."""

    kind: Literal["order.status_query"] = "order.status_query"
    order_token: Token
    seq: Sequence


class Fee(BorderModel):
    """One fee of one execution (D6): the raw accrual, rounded up, and the cents charged now."""

    fee_type: FeeType
    raw_nano_usd: Amount
    charged_cents: Amount


class Acknowledged(BorderModel):
    """The US side has taken the order on, for this quantity."""

    step: Literal["ack"] = "ack"
    qty: PositiveQtyText


class Rejected(BorderModel):
    """The US side refuses the order; nothing of it will trade."""

    step: Literal["reject"] = "reject"
    reason: RejectReason


class Filled(BorderModel):
    """An execution. `leaves_qty` is what remains open after it."""

    step: Literal["fill"] = "fill"
    execution_id: Uuid
    qty: PositiveQtyText
    price: PriceText
    cum_qty: QtyText
    leaves_qty: QtyText
    venue: MarketCode
    executed_at: EpochMs
    settle_date: DateText
    fees: Annotated[tuple[Fee, ...], Field(max_length=8)]


class Done(BorderModel):
    """The rest of the order will not trade."""

    step: Literal["done"] = "done"
    reason: DoneReason


class Replaced(BorderModel):
    """The order has ended; the one under `replacement_token` goes on with what it left."""

    step: Literal["replaced"] = "replaced"
    replacement_token: Token


class ReplaceRejected(BorderModel):
    """The order goes on as it was; nothing will trade under `replacement_token`."""

    step: Literal["replace_reject"] = "replace_reject"
    replacement_token: Token
    reason: RejectReason


Step = Annotated[
    Acknowledged | Rejected | Filled | Done | Replaced | ReplaceRejected,
    Field(discriminator="step"),
]


class OrderReport(Envelope):
    """US to EU: what happened to an order, in order; number `seq` of its reports.

    `issued_seq` is the last number issued so far, so that a lost later report is missed at once.
    """

    kind: Literal["order.report"] = "order.report"
    order_token: Token
    seq: Sequence
    issued_seq: Sequence
    asset_id: Uuid
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=STEPS_MAX)]


class Quote(BorderModel):
    """The best bid and offer of one symbol; sizes in whole shares.

    While the symbol is `halted` (R-710) nothing trades at them.
    """

    symbol: Symbol
    bid: PriceText
    ask: PriceText
    bid_size: Amount
    ask_size: Amount
    at: EpochMs
    halted: bool = False


class FxQuote(BorderModel):
    """The middle rate of EUR/USD, US dollars per euro."""

    mid: PriceText
    at: EpochMs


class QuoteBatch(Envelope):
    """US to EU: quotes that changed since the batch before, and the exchange rate (D16)."""

    kind: Literal["quotes.batch"] = "quotes.batch"
    fx: FxQuote
    quotes: Annotated[tuple[Quote, ...], Field(max_length=QUOTES_MAX)]


Outbound = OrderNew | OrderCancel | OrderReplace | OrderStatusQuery
Inbound = OrderReport | QuoteBatch
BorderMessage = Outbound | Inbound
