import pytest

from shared.core.errors import Refusal
from shared.core.ids import derive
from shared.eu.reference.api import assets_get
from tests.unit.eu.reference.alpaca_client import Asset, AssetExchange
from tests.unit.eu.reference.asking import ask

GET = assets_get.operation()
AAPL_ID = derive("asset", "US0378331005")


@pytest.mark.parametrize("name", ["AAPL", AAPL_ID, AAPL_ID.upper()])
def test_an_asset_is_found_by_symbol_and_by_id(name: str) -> None:
    body = ask(GET, path={"symbol_or_asset_id": name})
    asset = Asset(**body)
    assert (str(asset.id), asset.symbol, asset.exchange) == (
        AAPL_ID,
        "AAPL",
        AssetExchange.NASDAQ,
    )


def test_an_asset_of_a_cash_broker() -> None:
    asset = Asset(**ask(GET, path={"symbol_or_asset_id": "BRK.B"}))
    assert asset.tradable and asset.fractionable
    assert not (asset.shortable or asset.marginable or asset.easy_to_borrow)


@pytest.mark.parametrize(
    ("symbol", "status"), [("KO", "not_needed"), ("VEA", "available"), ("SPY", "missing")]
)
def test_an_asset_says_whether_it_has_a_key_information_document(symbol: str, status: str) -> None:
    assert ask(GET, path={"symbol_or_asset_id": symbol})["kid_status"] == status


@pytest.mark.parametrize("name", ["NOPE", "aapl", "", derive("asset", "US0000000000")])
def test_an_unknown_name_is_not_found(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(GET, path={"symbol_or_asset_id": name})
    assert refused.value.reason == "not_found"
