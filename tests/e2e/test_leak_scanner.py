import base64
import gzip
import hashlib
import json
from urllib.parse import quote

import pytest

from tests.e2e.leak_scanner import LeakScanner

NAME = "José García-Peña"
IBAN = "ES91 2100 0418 4502 0005 1332"
SCANNER = LeakScanner({"name": NAME, "iban": IBAN, "code": "BEJE"})
AROUND = "2026-11-20 order 7f3a filled {} at 229.87 USD"

DISGUISES = {
    "plain": NAME,
    "upper case": NAME.upper(),
    "lower case": NAME.lower(),
    "without accents": "Jose Garcia-Pena",
    "without separators": "JoséGarcíaPeña",
    "without both": "JOSEGARCIAPENA",
    "reversed": NAME[::-1],
    "reversed lower case": NAME.lower()[::-1],
    "hexadecimal": NAME.encode().hex(),
    "upper hexadecimal": NAME.encode().hex().upper(),
    "base64": base64.b64encode(NAME.encode()).decode(),
    "base64 inside": base64.b64encode(f"x={NAME};".encode()).decode(),
    "base64 inside, shifted": base64.b64encode(f"xy={NAME};".encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(f"???{NAME}>>>".encode()).decode(),
    "base32": base64.b32encode(NAME.encode()).decode(),
    "URL": quote(NAME),
    "URL form": quote(NAME, safe="").lower(),
    "every byte escaped": "".join(f"%{byte:02X}" for byte in NAME.encode()),
    "JSON escapes": json.dumps(NAME),
    "md5": hashlib.md5(NAME.encode()).hexdigest(),
    "sha256 of lower case": hashlib.sha256(NAME.lower().encode()).hexdigest(),
    "sha256 in base64": base64.b64encode(hashlib.sha256(NAME.encode()).digest()).decode(),
    "sha512 without separators": hashlib.sha512(b"josegarciapena").hexdigest(),
    "gzip in base64": base64.b64encode(gzip.compress(json.dumps({"n": NAME}).encode())).decode(),
    "gzip in hexadecimal": gzip.compress(NAME.encode()).hex(),
    "base64 twice": base64.b64encode(base64.b64encode(NAME.encode())).decode(),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_finds_a_value_in_disguise(disguise: str) -> None:
    assert SCANNER.scan(AROUND.format(DISGUISES[disguise]).encode()) == {"name"}


def test_finds_a_value_in_compressed_bytes() -> None:
    packed = b"\x00\x01" + gzip.compress(f"{IBAN} and more".encode()) + b"\xff"

    assert SCANNER.scan(packed) == {"iban"}


def test_tells_every_value_that_is_there() -> None:
    text = f"{IBAN.replace(' ', '')} of {NAME} at BEJE"

    assert SCANNER.scan(text.encode()) == {"name", "iban", "code"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        AROUND.format("an order"),
        "Jose Garcia Lopez",
        "beje: a short code is searched as it is, or every English word would do",
        "ES91 2100 0418 4502 0005 1333",
        hashlib.sha256(b"something else").hexdigest(),
        "H4sIAAAAAAAAA that only begins like gzip",
    ],
)
def test_finds_nothing_where_nothing_is(text: str) -> None:
    assert SCANNER.scan(text.encode()) == set()
