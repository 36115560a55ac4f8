"""The words of the border (D3, R-502): every type a border message may be made of."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class BorderModel(BaseModel):
    """A closed, frozen message part: unknown keys are refused, no value is coerced."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        ser_json_inf_nan="strings",
    )


def _pattern(regex: str, length_max: int) -> StringConstraints:
    return StringConstraints(pattern=regex, max_length=length_max)


Token = Annotated[str, _pattern(r"^[0-9a-f]{32}$", 32)]
Uuid = Annotated[str, _pattern(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", 36)]
Cohort = Annotated[str, _pattern(r"^c[0-9a-f]{15}$", 16)]
Symbol = Annotated[str, _pattern(r"^[A-Z]{1,5}([.-][A-Z]{1,2})?$", 8)]
MarketCode = Annotated[str, _pattern(r"^[A-Z0-9]{4}$", 4)]
QtyText = Annotated[str, _pattern(r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,9})?$", 20)]
PositiveQtyText = Annotated[
    str, _pattern(r"^([1-9][0-9]{0,9}(\.[0-9]{1,9})?|0\.[0-9]{0,8}[1-9])$", 20)
]
PriceText = Annotated[str, _pattern(r"^([1-9][0-9]{0,6}(\.[0-9]{1,6})?|0\.[0-9]{0,5}[1-9])$", 14)]
DollarText = Annotated[str, _pattern(r"^[1-9][0-9]{0,9}\.[0-9]{2}$", 13)]
DateText = Annotated[str, _pattern(r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", 10)]
EpochMs = Annotated[int, Field(ge=1_577_836_800_000, le=4_102_444_800_000)]
Sequence = Annotated[int, Field(ge=1, le=1_000_000)]
Amount = Annotated[int, Field(ge=0, le=10**18)]


class Side(StrEnum):
    """Which way an order trades."""

    BUY = "buy"
    SELL = "sell"


class OrderType(StrEnum):
    """How an order is priced."""

    MARKET = "market"
    LIMIT = "limit"


class TimeInForce(StrEnum):
    """How long an order lives."""

    DAY = "day"
    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"


class PositionIntent(StrEnum):
    """What an order does to the position; clients are never short."""

    BUY_TO_OPEN = "buy_to_open"
    SELL_TO_CLOSE = "sell_to_close"


class FeeType(StrEnum):
    """The regulatory fees of a US equity trade (R-820 to R-822)."""

    SEC = "SEC"
    TAF = "TAF"
    CAT = "CAT"


class RejectReason(StrEnum):
    """Why the US side refused an order, or the replacement of one."""

    UNKNOWN_ASSET = "unknown_asset"
    NO_QUOTE = "no_quote"
    RISK_LIMIT = "risk_limit"
    MARKET_CLOSED = "market_closed"
    HALTED = "halted"
    ALREADY_TRADED = "already_traded"


class DoneReason(StrEnum):
    """Why an order ended before it was filled whole."""

    PRICE_PROTECTION = "price_protection"
    CANCELED = "canceled"
    EXPIRED = "expired"
    NOT_IMMEDIATE = "not_immediate"
    NOT_WHOLE = "not_whole"
