"""The securities that can be traded, as the file beside this module lists them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from shared.core.ids import AssetId
from shared.core.money import PRICE_SCALE, scaled

_FILE = Path(__file__).parent / "data" / "listings.csv"
_FLAG = {"true": True, "false": False}


class Kind(StrEnum):
    """What a security is."""

    STOCK = "stock"
    ADR = "adr"
    ETF = "etf"


class KidStatus(StrEnum):
    """Whether a key information document stands behind a retail purchase (R-401)."""

    NOT_NEEDED = "not_needed"
    AVAILABLE = "available"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Listing:
    """A security under its symbol. `sector` is empty for most funds.

    `reference_price` is the last known close in 10^-6 dollars, None where none is known.
    """

    asset_id: AssetId
    symbol: str
    name: str
    isin: str
    exchange: str
    kind: Kind
    sector: str
    kid_status: KidStatus
    active: bool
    tradable: bool
    fractionable: bool
    reference_price: int | None


@dataclass(frozen=True, slots=True)
class PricedListing(Listing):
    """A listing whose last close is known, so that a simulated price can start from it."""

    reference_price: int


@cache
def all_listings() -> tuple[Listing, ...]:
    """Return every listing, by symbol."""
    with _FILE.open(newline="") as file:
        return tuple(_listing(row) for row in csv.DictReader(file))


@cache
def priced_listings() -> tuple[PricedListing, ...]:
    """Return the listings that have a reference price, by symbol."""
    return tuple(each for each in all_listings() if isinstance(each, PricedListing))


def by_symbol(symbol: str) -> Listing | None:
    """Return the listing of a symbol."""
    return _by_symbol().get(symbol)


def by_id(asset_id: str) -> Listing | None:
    """Return the listing of an asset id, in lower case."""
    return _by_id().get(asset_id)


@cache
def _by_symbol() -> Mapping[str, Listing]:
    return {listing.symbol: listing for listing in all_listings()}


@cache
def _by_id() -> Mapping[str, Listing]:
    return {listing.asset_id: listing for listing in all_listings()}


def _listing(row: Mapping[str, str]) -> Listing:
    facts: dict[str, Any] = {
        "asset_id": AssetId(row["asset_id"]),
        "symbol": row["symbol"],
        "name": row["name"],
        "isin": row["isin"],
        "exchange": row["exchange"],
        "kind": Kind(row["kind"]),
        "sector": row["sector"],
        "kid_status": KidStatus(row["kid_status"]),
        "active": row["status"] == "active",
        "tradable": _FLAG[row["tradable"]],
        "fractionable": _FLAG[row["fractionable"]],
    }
    if not row["reference_price"]:
        return Listing(**facts, reference_price=None)
    return PricedListing(**facts, reference_price=scaled(row["reference_price"], PRICE_SCALE))
