"""The only messages that cross the border, in both directions (D3, Annex H)."""

from typing import Annotated, Literal

from pydantic import Field

from shared.border.dictionary import (
    Amount,
    BorderModel,
    Cohort,
    DateText,
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

    A market order carries its protection price as `limit_price`; no venue fills beyond it (D16).
    """

    kind: Literal["order.new"] = "order.new"
    order_token: Token
    seq: Literal[1] = 1
    cohort: Cohort
    asset_id: Uuid
    side: Side
    qty: PositiveQtyText
    notional_usd: None = None
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
    """The US side has taken the order on."""

    step: Literal["ack"] = "ack"


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


Step = Annotated[Acknowledged | Rejected | Filled | Done, Field(discriminator="step")]


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
    """The best bid and offer of one symbol; sizes in whole shares."""

    symbol: Symbol
    bid: PriceText
    ask: PriceText
    bid_size: Amount
    ask_size: Amount
    at: EpochMs


class FxQuote(BorderModel):
    """The middle rate of EUR/USD, US dollars per euro."""

    mid: PriceText
    at: EpochMs


class QuoteBatch(Envelope):
    """US to EU: quotes that changed since the batch before, and the exchange rate (D16)."""

    kind: Literal["quotes.batch"] = "quotes.batch"
    fx: FxQuote
    quotes: Annotated[tuple[Quote, ...], Field(max_length=QUOTES_MAX)]


Outbound = OrderNew | OrderStatusQuery
Inbound = OrderReport | QuoteBatch
BorderMessage = Outbound | Inbound
