"""What these tests need of alpaca-py, whose import warns of a library that it uses itself."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.broker.client import BrokerClient
    from alpaca.broker.enums import (
        JournalEntryType,
        JournalStatus,
        TransferDirection,
        TransferStatus,
        TransferTiming,
    )
    from alpaca.broker.models import Order, TradeAccount
    from alpaca.broker.requests import (
        BatchJournalRequestEntry,
        CreateBankTransferRequest,
        CreateBatchJournalRequest,
        CreateJournalRequest,
        CreateReverseBatchJournalRequest,
        GetAccountActivitiesRequest,
        GetEventsRequest,
        GetJournalsRequest,
        LimitOrderRequest,
        MarketOrderRequest,
        ReverseBatchJournalRequestEntry,
    )
    from alpaca.common.exceptions import APIError
    from alpaca.common.utils import get_default_user_agent
    from alpaca.trading.client import TradingClient
    from alpaca.trading.enums import (
        ActivityType,
        OrderSide,
        OrderStatus,
        QueryOrderStatus,
        TimeInForce,
        TradeConfirmationEmail,
    )
    from alpaca.trading.models import (
        AccountConfiguration,
        Asset,
        Clock,
        NonTradeActivity,
        Position,
        TradeActivity,
    )
    from alpaca.trading.requests import (
        ClosePositionRequest,
        GetAssetsRequest,
        GetCalendarRequest,
        GetOrdersRequest,
        ReplaceOrderRequest,
    )
    from alpaca.trading.requests import LimitOrderRequest as TradingLimitOrderRequest
    from alpaca.trading.requests import MarketOrderRequest as TradingMarketOrderRequest
    from alpaca.trading.stream import TradingStream

__all__ = [
    "APIError",
    "AccountConfiguration",
    "ActivityType",
    "Asset",
    "BatchJournalRequestEntry",
    "BrokerClient",
    "Clock",
    "ClosePositionRequest",
    "CreateBankTransferRequest",
    "CreateBatchJournalRequest",
    "CreateJournalRequest",
    "CreateReverseBatchJournalRequest",
    "GetAccountActivitiesRequest",
    "GetAssetsRequest",
    "GetCalendarRequest",
    "GetEventsRequest",
    "GetJournalsRequest",
    "GetOrdersRequest",
    "LimitOrderRequest",
    "JournalEntryType",
    "JournalStatus",
    "MarketOrderRequest",
    "NonTradeActivity",
    "Order",
    "OrderSide",
    "OrderStatus",
    "Position",
    "QueryOrderStatus",
    "ReplaceOrderRequest",
    "ReverseBatchJournalRequestEntry",
    "TimeInForce",
    "TradeAccount",
    "TradeActivity",
    "TradeConfirmationEmail",
    "TradingClient",
    "TradingLimitOrderRequest",
    "TradingMarketOrderRequest",
    "TradingStream",
    "TransferDirection",
    "TransferStatus",
    "TransferTiming",
    "get_default_user_agent",
]
