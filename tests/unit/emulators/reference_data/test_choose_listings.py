import csv

from emulators.reference_data.choose_listings import TARGET, choose, listings_csv


def _row(symbol: str, **changes: str) -> dict[str, str]:
    row = {
        "symbol": symbol,
        "name": f"{symbol} Inc.",
        "isin": "US0378331005",
        "exchange": "NYSE",
        "kind": "stock",
        "sector": "",
        "reference_price": "10.00",
        "reference_date": "2026-08-21",
        "average_daily_volume": "1000",
    }
    return row | changes


def _chosen(*rows: dict[str, str]) -> dict[str, str]:
    return {row["symbol"]: row["kid_status"] for row in choose(rows)}


def test_choosing_again_from_the_file_changes_nothing() -> None:
    with TARGET.open(newline="") as file:
        assert listings_csv(choose(csv.DictReader(file))) == TARGET.read_text()


def test_the_most_traded_by_value_are_taken_and_named_ones_always() -> None:
    many = [_row(f"S{at}", reference_price=f"{at + 1}.00") for at in range(145)]
    chosen = _chosen(*many, _row("KO", reference_price="0.01"))
    assert "KO" in chosen
    assert "S144" in chosen
    assert "S0" not in chosen


def test_rows_that_are_not_sure_are_left_out() -> None:
    assert _chosen(_row("BLK"), _row("BAD", isin="US0378331004")) == {}


def test_a_fund_without_a_price_is_taken_only_without_a_document() -> None:
    funds = [_row(symbol, kind="etf", reference_price="") for symbol in ("VTI", "VEA", "XYZ")]
    assert _chosen(*funds) == {"VTI": "missing"}
    assert _chosen(_row("VEA", kind="etf"), _row("KO")) == {"VEA": "available", "KO": "not_needed"}
