import gzip
import hashlib

import pytest

from tests.e2e.disguises import disguises
from tests.e2e.leak_scanner import LeakScanner

NAME = "José García-Peña"
IBAN = "ES91 2100 0418 4502 0005 1332"
SCANNER = LeakScanner(
    {"name": NAME, "iban": IBAN, "code": "BEJE", "same code": "BEJE", "number": "12345678"}
)
AROUND = "2026-11-20 order 7f3a filled {} at 229.87 USD"

DISGUISES = disguises(NAME)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_finds_a_value_in_disguise(disguise: str) -> None:
    assert SCANNER.scan(AROUND.format(DISGUISES[disguise]).encode()) == {"name"}


def test_finds_a_value_in_compressed_bytes() -> None:
    packed = b"\x00\x01" + gzip.compress(f"{IBAN} and more".encode()) + b"\xff"

    assert SCANNER.scan(packed) == {"iban"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_finds_a_value_in_wide_characters(encoding: str) -> None:
    assert SCANNER.scan(AROUND.format(NAME).encode(encoding)) == {"name"}


def test_tells_every_value_that_is_there() -> None:
    text = f"{IBAN.replace(' ', '')} of {NAME} at BEJE, number 12345678"

    assert SCANNER.scan(text.encode()) == {"name", "iban", "code", "same code", "number"}


@pytest.mark.parametrize(
    "text",
    [
        "/v1/accounts/0b7f6a52-9d1e/BEJE",
        "/v1/Accounts/BEJE/list",
        "Mozilla-Foo-BEJE-build12",
        "CountryOf_BEJE_client1",
        "currency-BEJE_1",
        "(BEJE)",
    ],
)
def test_finds_a_short_code_within_a_path_or_a_name(text: str) -> None:
    assert SCANNER.scan(text.encode()) == {"code", "same code"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        AROUND.format("an order"),
        "Jose Garcia Lopez",
        "beje: a short code is searched as it is, or every English word would do",
        "aBEJE1 as a part of something random",
        "kq7-BEJE_Zw29xLmA0 that chance has made in base64",
        "kqW-BEJE_ZwhpxLmAo without a digit around it",
        "1512345678",
        "ES91 2100 0418 4502 0005 1333",
        hashlib.sha256(b"something else").hexdigest(),
        "H4sIAAAAAAAAA that only begins like gzip",
    ],
)
def test_finds_nothing_where_nothing_is(text: str) -> None:
    assert SCANNER.scan(text.encode()) == set()
