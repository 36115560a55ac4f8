"""What these tests need of alpaca-py, whose import warns of a library that it uses itself."""

import json
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.broker.models import Account, TradeDocument
    from alpaca.trading.models import AccountConfiguration

__all__ = ["AccountConfiguration", "TradeDocument", "as_official_client"]


def as_official_client(view: dict[str, Any]) -> Account:
    """Read an account's view as the official client reads the answer."""
    return Account(**json.loads(json.dumps(view)))  # type: ignore[no-untyped-call]
