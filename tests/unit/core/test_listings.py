import re
from collections import Counter

import pytest

from emulators.reference_data.choose_listings import isin_is_valid
from shared.core.ids import derive
from shared.core.listings import (
    KidStatus,
    Kind,
    Listing,
    all_listings,
    by_id,
    by_symbol,
    priced_listings,
)

NAMED = [
    "AAPL",
    "MSFT",
    "NVDA",
    "AMZN",
    "GOOGL",
    "META",
    "TSLA",
    "JPM",
    "KO",
    "F",
    "SPY",
    "QQQ",
    "VTI",
    "BRK.B",
]


def _listing(symbol: str) -> Listing:
    listing = by_symbol(symbol)
    assert listing is not None
    return listing


def test_a_listing_says_what_the_file_says() -> None:
    assert _listing("AAPL") == by_id(derive("asset", "US0378331005"))
    assert _listing("AAPL").name == "Apple Inc."
    assert _listing("AAPL").reference_price == 309_350_000
    assert _listing("BRK.B").exchange == "NYSE"


def test_unknown_symbols_and_ids_are_not_found() -> None:
    assert by_symbol("NOPE") is None
    assert by_symbol("aapl") is None
    assert by_id(derive("asset", "US0000000000")) is None


@pytest.mark.parametrize("symbol", NAMED)
def test_well_known_symbols_are_listed(symbol: str) -> None:
    assert _listing(symbol).tradable


def test_the_list_is_a_mix() -> None:
    assert Counter(listing.kind for listing in all_listings()) == {
        Kind.STOCK: 145,
        Kind.ADR: 15,
        Kind.ETF: 40,
    }


def test_symbols_isins_and_ids_are_unique_and_symbols_sorted() -> None:
    listings = all_listings()
    for field in ("symbol", "isin", "asset_id"):
        assert len({getattr(listing, field) for listing in listings}) == len(listings)
    symbols = [listing.symbol for listing in listings]
    assert symbols == sorted(symbols)


@pytest.mark.parametrize("listing", all_listings(), ids=lambda listing: listing.symbol)
def test_every_row_is_well_formed(listing: Listing) -> None:
    assert isin_is_valid(listing.isin)
    assert listing.asset_id == derive("asset", listing.isin)
    assert re.fullmatch(r"[A-Z]{1,5}([.-][A-Z]{1,2})?", listing.symbol)
    assert listing.active
    assert listing.tradable
    assert listing.fractionable == (listing.kid_status is not KidStatus.MISSING)


def test_only_funds_need_a_key_information_document() -> None:
    for listing in all_listings():
        assert (listing.kid_status is KidStatus.NOT_NEEDED) == (listing.kind is not Kind.ETF)


def test_funds_with_and_without_a_document_are_listed() -> None:
    status = Counter(listing.kid_status for listing in all_listings())
    assert status[KidStatus.MISSING] >= 20
    assert status[KidStatus.AVAILABLE] >= 5
    assert _listing("SPY").kid_status is KidStatus.MISSING
    assert _listing("VTI").kid_status is KidStatus.MISSING


def test_what_can_be_bought_has_a_price() -> None:
    priced = set(priced_listings())
    assert all(listing.reference_price > 0 for listing in priced_listings())
    unpriced = [listing for listing in all_listings() if listing not in priced]
    assert unpriced
    assert all(listing.reference_price is None for listing in unpriced)
    assert {listing.kid_status for listing in unpriced} == {KidStatus.MISSING}


@pytest.mark.parametrize(
    ("isin", "valid"),
    [
        ("US0378331005", True),
        ("US5949181045", True),
        ("US78462F1030", True),
        ("IE00B5BMR087", True),
        ("ES0113900J37", True),
        ("US0378331004", False),
        ("US037833100", False),
        ("us0378331005", False),
        ("120378331005", False),
    ],
)
def test_check_digits_of_isins(isin: str, valid: bool) -> None:
    assert isin_is_valid(isin) is valid
