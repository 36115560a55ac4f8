import pytest

from shared.core.errors import Refusal
from shared.core.listings import all_listings
from shared.eu.reference.api import assets_list
from tests.unit.eu.reference.alpaca_client import (
    Asset,
    AssetClass,
    AssetExchange,
    AssetStatus,
    GetAssetsRequest,
)
from tests.unit.eu.reference.asking import ask

LIST = assets_list.operation()


def _symbols(**query: str) -> list[str]:
    return [asset["symbol"] for asset in ask(LIST, query)]


def test_the_official_client_reads_every_asset() -> None:
    assets = [Asset(**body) for body in ask(LIST)]
    assert {asset.symbol for asset in assets} == {listing.symbol for listing in all_listings()}
    assert {asset.asset_class for asset in assets} == {AssetClass.US_EQUITY}
    assert {asset.status for asset in assets} == {AssetStatus.ACTIVE}


def test_assets_come_by_exchange_and_symbol() -> None:
    order = [(asset["exchange"], asset["symbol"]) for asset in ask(LIST)]
    assert order == sorted(order)


def test_the_official_clients_filters_are_understood() -> None:
    for exchange in AssetExchange:
        asked = GetAssetsRequest(
            status=AssetStatus.ACTIVE, asset_class=AssetClass.US_EQUITY, exchange=exchange
        ).to_request_fields()
        found = ask(LIST, {field: str(value.value) for field, value in asked.items()})
        assert {body["exchange"] for body in found} <= {exchange.value} or not exchange.value


def test_an_exchange_filters() -> None:
    assert "AAPL" in _symbols(exchange="NASDAQ")
    assert "KO" not in _symbols(exchange="NASDAQ")
    assert _symbols(exchange="OTC") == []


def test_a_status_filters() -> None:
    assert len(_symbols(status="active")) == len(_symbols(status="all")) == len(_symbols()) == 200
    assert _symbols(status="inactive") == []


def test_other_classes_are_empty() -> None:
    assert _symbols(asset_class="crypto") == []
    assert len(_symbols(asset_class="us_equity")) == 200


def test_no_asset_has_special_attributes() -> None:
    assert _symbols(attributes="ipo,has_options") == []
    assert len(_symbols(attributes="")) == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "delisted"),
        ("asset_class", "bond"),
        ("exchange", "LSE"),
        ("exchange", "nasdaq"),
        ("attributes", "ipo,shiny"),
    ],
)
def test_an_unknown_word_is_refused_by_field(field: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        _symbols(**{field: value})
    assert (refused.value.reason, refused.value.field) == ("invalid_parameter", field)
