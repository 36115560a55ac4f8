"""The disguises that a value may wear where it must not be (R-520): what the scanner is held to."""

import base64
import gzip
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote


def disguises(value: str) -> Mapping[str, str]:
    """Return a value of at least eight characters in every disguise, by the disguise's name."""
    data = value.encode()
    plain = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    bare = "".join(filter(str.isalnum, value))
    return {
        "plain": value,
        "upper case": value.upper(),
        "lower case": value.lower(),
        "without accents": plain,
        "without separators": bare,
        "without both": "".join(filter(str.isalnum, plain)).upper(),
        "reversed": value[::-1],
        "reversed lower case": value.lower()[::-1],
        "hexadecimal": data.hex(),
        "upper hexadecimal": data.hex().upper(),
        "base64": base64.b64encode(data).decode(),
        "base64 inside": base64.b64encode(b"x=" + data + b";").decode(),
        "base64 inside, shifted": base64.b64encode(b"xy=" + data + b";").decode(),
        "base64 for URLs": base64.urlsafe_b64encode(b"???" + data + b">>>").decode(),
        "base32": base64.b32encode(data).decode(),
        "URL": quote(value),
        "URL form": quote(value, safe="").lower(),
        "every byte escaped": "".join(f"%{byte:02X}" for byte in data),
        "JSON escapes": json.dumps(value),
        "UTF-16 in base64": base64.b64encode(value.encode("utf-16")).decode(),
        "gzip in base64": base64.b64encode(
            gzip.compress(json.dumps({"n": value}).encode())
        ).decode(),
        "gzip in hexadecimal": gzip.compress(data).hex(),
        "base64 twice": base64.b64encode(base64.b64encode(data)).decode(),
        **_digests(value, plain),
    }


def _digests(value: str, plain: str) -> dict[str, str]:
    forms = {
        "": value,
        " of lower case": value.lower(),
        " of the plainest form": "".join(filter(str.isalnum, plain)).lower(),
    }
    found = {}
    for name in ("md5", "sha1", "sha256", "sha512"):
        for form, text in forms.items():
            digest = hashlib.new(name, text.encode()).digest()
            found[f"{name}{form}"] = digest.hex()
            found[f"{name}{form} in base64"] = base64.b64encode(digest).decode()
    return found
