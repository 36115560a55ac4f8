"""What these tests need of alpaca-py, whose import warns of a library that it uses itself."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.trading.enums import AssetClass, AssetExchange, AssetStatus
    from alpaca.trading.models import Asset, Calendar, Clock
    from alpaca.trading.requests import GetAssetsRequest, GetCalendarRequest

__all__ = [
    "Asset",
    "AssetClass",
    "AssetExchange",
    "AssetStatus",
    "Calendar",
    "Clock",
    "GetAssetsRequest",
    "GetCalendarRequest",
]
