"""What these tests need of alpaca-py, whose import warns of a library that it uses itself."""

import json
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.broker.client import BrokerClient
    from alpaca.broker.enums import (
        AccountEntities,
        BankStatus,
        DocumentType,
        UploadDocumentMimeType,
        UploadDocumentSubType,
    )
    from alpaca.broker.models import Account, TradeDocument
    from alpaca.broker.requests import (
        CreateAccountRequest,
        CreateBankRequest,
        ListAccountsRequest,
        UpdatableContact,
        UpdateAccountRequest,
        UploadDocumentRequest,
    )
    from alpaca.common.exceptions import APIError
    from alpaca.trading.enums import AccountStatus
    from alpaca.trading.models import AccountConfiguration

__all__ = [
    "APIError",
    "AccountConfiguration",
    "AccountEntities",
    "AccountStatus",
    "BankStatus",
    "BrokerClient",
    "CreateAccountRequest",
    "CreateBankRequest",
    "DocumentType",
    "ListAccountsRequest",
    "TradeDocument",
    "UpdatableContact",
    "UpdateAccountRequest",
    "UploadDocumentMimeType",
    "UploadDocumentRequest",
    "UploadDocumentSubType",
    "as_official_client",
]


def as_official_client(view: dict[str, Any]) -> Account:
    """Read an account's view as the official client reads the answer."""
    return Account(**json.loads(json.dumps(view)))  # type: ignore[no-untyped-call]
