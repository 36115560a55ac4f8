"""Where accounts and positions lie, and their codecs."""

from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Data
from shared.core.ids import AccountId, AssetId, CohortId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.position import Position

ACCOUNTS = "accounts"
ACCOUNT_NUMBERS = "account_numbers"
RESIDUAL_COHORT = "cohorts/residual"
POSITIONS = "positions"


def account_path(account_id: AccountId) -> str:
    """Return the path of an account."""
    return f"{ACCOUNTS}/{account_id}"


def account_number_path(account_number: str) -> str:
    """Return the path of the document that makes an account number unique, and finds by it."""
    return f"{ACCOUNT_NUMBERS}/{account_number}"


def position_path(account_id: AccountId, asset_id: AssetId) -> str:
    """Return the path of an account's position in an asset."""
    return f"{POSITIONS}/{account_id}:{asset_id}"


def account_document(account: Account) -> dict[str, Any]:
    """Render an account as a document."""
    return {
        "account_number": account.account_number,
        "correspondent": account.correspondent,
        "cohort": account.cohort,
        "state": account.state.value,
        "balances": dict(account.balances),
        "chain_sequence": account.chain_sequence,
        "chain_hash": account.chain_hash,
        "sequences": dict(account.sequences),
        "created_at": rfc3339(account.created_at),
        "open_limits": account.open_limits,
        **({"configuration": dict(account.configuration)} if account.configuration else {}),
        **({"progress_key": account.progress_key} if account.progress_key else {}),
    }


def account_of(path: str, data: Data) -> Account:
    """Read an account's document."""
    return Account(
        account_id=AccountId(path.partition("/")[2]),
        account_number=data["account_number"],
        correspondent=data["correspondent"],
        cohort=CohortId(data["cohort"]),
        state=AccountState(data["state"]),
        balances=data["balances"],
        chain_sequence=data["chain_sequence"],
        chain_hash=data["chain_hash"],
        sequences=data["sequences"],
        created_at=instant_of(data["created_at"]),
        open_limits=data["open_limits"],
        configuration=data.get("configuration", {}),
        progress_key=data.get("progress_key", ""),
    )


def position_document(position: Position) -> dict[str, Any]:
    """Render a position as a document; `account_id` is indexed, to list an account's positions."""
    return {
        "account_id": position.account_id,
        "asset_id": position.asset_id,
        "settled": position.settled,
        "unsettled": position.unsettled,
        "reserved": position.reserved,
        "cost_eur": position.cost_eur,
        "cost_usd": position.cost_usd,
        "buys": list(position.buys),
        "sells": list(position.sells),
    }


def position_of(account_id: AccountId, asset_id: AssetId, data: Data | None) -> Position:
    """Read a position's document; without one the position is empty."""
    if data is None:
        return Position(account_id, asset_id)
    return Position(
        account_id,
        asset_id,
        settled=data["settled"],
        unsettled=data["unsettled"],
        reserved=data["reserved"],
        cost_eur=data["cost_eur"],
        cost_usd=data["cost_usd"],
        buys=tuple(data["buys"]),
        sells=tuple(data["sells"]),
    )
