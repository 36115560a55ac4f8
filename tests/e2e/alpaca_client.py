"""What these tests need of alpaca-py, whose import warns of a library that it uses itself."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.broker.client import BrokerClient
    from alpaca.broker.enums import TransferDirection, TransferStatus, TransferTiming
    from alpaca.broker.models import Order, TradeAccount
    from alpaca.broker.requests import (
        CreateBankTransferRequest,
        GetAccountActivitiesRequest,
        GetEventsRequest,
        LimitOrderRequest,
        MarketOrderRequest,
    )
    from alpaca.common.exceptions import APIError
    from alpaca.common.utils import get_default_user_agent
    from alpaca.trading.enums import (
        ActivityType,
        OrderSide,
        OrderStatus,
        QueryOrderStatus,
        TimeInForce,
    )
    from alpaca.trading.models import Asset, Clock, NonTradeActivity, Position, TradeActivity
    from alpaca.trading.requests import (
        ClosePositionRequest,
        GetCalendarRequest,
        GetOrdersRequest,
        ReplaceOrderRequest,
    )
    from alpaca.trading.stream import TradingStream

__all__ = [
    "APIError",
    "ActivityType",
    "Asset",
    "BrokerClient",
    "Clock",
    "ClosePositionRequest",
    "CreateBankTransferRequest",
    "GetAccountActivitiesRequest",
    "GetCalendarRequest",
    "GetEventsRequest",
    "GetOrdersRequest",
    "LimitOrderRequest",
    "MarketOrderRequest",
    "NonTradeActivity",
    "Order",
    "OrderSide",
    "OrderStatus",
    "Position",
    "QueryOrderStatus",
    "ReplaceOrderRequest",
    "TimeInForce",
    "TradeAccount",
    "TradeActivity",
    "TradingStream",
    "TransferDirection",
    "TransferStatus",
    "TransferTiming",
    "get_default_user_agent",
]
