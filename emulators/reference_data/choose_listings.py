"""Choose the sandbox's securities from a wider list and write shared/core/data/listings.csv.

`python -m emulators.reference_data.choose_listings SOURCE.csv`

The source has the columns of `SOURCE_COLUMNS`; its own listing file may be given again.
"""

import argparse
import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from shared.core.ids import derive

TARGET = Path(__file__).resolve().parents[2] / "shared/core/data/listings.csv"
SOURCE_COLUMNS = (
    "symbol",
    "name",
    "isin",
    "exchange",
    "kind",
    "sector",
    "reference_price",
    "reference_date",
    "average_daily_volume",
)
COLUMNS = ("asset_id", *SOURCE_COLUMNS, "kid_status", "status", "tradable", "fractionable")

STOCK_COUNT = 145
ADR_COUNT = 15
ALWAYS = frozenset(
    ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "JPM", "KO", "F", "BRK.B"]
)
# Their ISINs were found in one public file only; every other one in two at least.
SINGLE_SOURCE = frozenset(["AMCR", "BLK", "J", "LH", "PSKY", "TEL"])

# Which funds have a key information document is a fixture of the sandbox, not a fact. A fund
# without a known price is always without a document too: nobody can buy it, so nobody needs one.
ETFS_WITH_KID = frozenset(["EEM", "EFA", "GLD", "IEF", "SHY", "VEA", "VNQ", "VT"])
ETFS_WITHOUT_KID = frozenset(
    [
        "AGG",
        "ARKK",
        "BND",
        "DIA",
        "GDX",
        "HYG",
        "IBB",
        "IEFA",
        "IEMG",
        "IJH",
        "IJR",
        "IVV",
        "IWM",
        "LQD",
        "QQQ",
        "RSP",
        "SCHD",
        "SLV",
        "SPY",
        "TLT",
        "TQQQ",
        "VIG",
        "VOO",
        "VTI",
        "VTV",
        "VUG",
        "VWO",
        "VYM",
        "XLE",
        "XLF",
        "XLK",
        "XLV",
    ]
)

Row = Mapping[str, str]


def isin_is_valid(isin: str) -> bool:
    """Check form and check digit of an ISIN (ISO 6166)."""
    if len(isin) != 12 or not (isin.isascii() and isin.isalnum() and isin.isupper()):
        return False
    if not (isin[:2].isalpha() and isin[-1].isdigit()):
        return False
    digits = "".join(str(int(character, 36)) for character in isin)
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def choose(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return the chosen rows, completed, by symbol."""
    usable = [row for row in rows if _usable(row)]
    chosen = [
        *_most_traded(usable, "stock", STOCK_COUNT),
        *_most_traded(usable, "adr", ADR_COUNT),
        *(row for row in usable if row["symbol"] in ETFS_WITH_KID | ETFS_WITHOUT_KID),
    ]
    return sorted((_completed(row) for row in chosen), key=lambda row: row["symbol"])


def listings_csv(rows: Iterable[Row]) -> str:
    """Return the text of the file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _usable(row: Row) -> bool:
    priced_enough = row["reference_price"] or row["symbol"] in ETFS_WITHOUT_KID
    sure = row["symbol"] not in SINGLE_SOURCE and isin_is_valid(row["isin"])
    return bool(priced_enough) and sure


def _most_traded(rows: Iterable[Row], kind: str, count: int) -> list[Row]:
    ranked = sorted((row for row in rows if row["kind"] == kind), key=_rank)
    return ranked[:count]


def _rank(row: Row) -> tuple[bool, int]:
    cents = int(row["reference_price"].replace(".", ""))
    return row["symbol"] not in ALWAYS, -cents * int(row["average_daily_volume"])


def _completed(row: Row) -> dict[str, str]:
    return {
        **{column: row[column] for column in SOURCE_COLUMNS},
        "asset_id": derive("asset", row["isin"]),
        "kid_status": _kid_status(row),
        "status": "active",
        "tradable": "true",
        # What can only be sold has no parts: nobody can have bought any.
        "fractionable": "false" if _kid_status(row) == "missing" else "true",
    }


def _kid_status(row: Row) -> str:
    if row["kind"] != "etf":
        return "not_needed"
    return "available" if row["symbol"] in ETFS_WITH_KID else "missing"


def main() -> None:
    """Choose from the file that the command line names."""
    parser = argparse.ArgumentParser(description="Choose the sandbox's securities.")
    parser.add_argument("source", type=Path)
    with parser.parse_args().source.open(newline="") as file:
        rows = choose(csv.DictReader(file))
    TARGET.write_text(listings_csv(rows))
    print(f"{TARGET}: {len(rows)} listings")


if __name__ == "__main__":
    main()
