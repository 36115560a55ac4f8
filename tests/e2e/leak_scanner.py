"""Find values that must not be there, plain or in any usual disguise (R-520).

Each value is looked for as it is, case-folded, without accents, without separators, reversed, in
base64, base32, hexadecimal and URL encoding, as JSON escapes it, in UTF-16, and as a plain digest.
What looks packed itself (gzip, base64, hexadecimal) is unpacked and searched as well.
"""

import base64
import hashlib
import json
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote

PREFIX_BYTES = 8
"""Shorter forms are searched as whole words, plain and exact: else chance would find them."""
DIGITS_MIN = 10
"""Fewer digits are searched as whole numbers: clocks and prices are full of parts of numbers."""
UNPACK_DEPTH_MAX = 3
UNPACKED_BYTES_MAX = 1 << 24
DIGESTS = ("md5", "sha1", "sha256", "sha512")

_RUN_BYTES_MIN = 16
_PARTS = re.compile(rb"[+/_-]")
_WORD = re.compile(rb"[A-Z]?[a-z]{3,}$|[A-Z]?[a-z]{5,}")
_RUN_LOOK_BYTES = 128
_GZIP_MAGIC = b"\x1f\x8b\x08"
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX_RUN = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}")
_SEPARATORS = re.compile(r"[\W_]+")

Needles = Mapping[bytes, list[tuple[bytes, str]]]


class LeakScanner:
    """Searches for `secrets`, values by name; findings are told by name, never by value."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._words: dict[bytes, set[str]] = defaultdict(set)
        for name, value in secrets.items():
            if _is_short(value):
                self._words[value.encode()].add(name)
        long = {name: value for name, value in secrets.items() if not _is_short(value)}
        self._exact = _needles(_case_sensitive_forms, long)
        self._folded = _needles(_folded_forms, long)

    def scan(self, data: bytes) -> set[str]:
        """Return the names of all values that are found."""
        found = {
            name
            for word, names in self._words.items()
            if word in data and _has_word(data, word)
            for name in names
        }
        for layer in _layers(data):
            found |= _search(self._exact, layer) | _search(self._folded, layer.lower())
        return found


def _is_short(value: str) -> bool:
    return len(value.encode()) < PREFIX_BYTES


def _has_word(data: bytes, word: bytes) -> bool:
    whole = re.compile(rb"(?<![0-9A-Za-z])" + re.escape(word) + rb"(?![0-9A-Za-z])")
    return any(not _is_in_a_packed_run(data, match.span()) for match in whole.finditer(data))


def _is_in_a_packed_run(data: bytes, span: tuple[int, int]) -> bool:
    """Tell whether chance has made the word: what is around it looks like base64 itself."""
    before = re.search(rb"[A-Za-z0-9+/_-]*$", data[max(0, span[0] - _RUN_LOOK_BYTES) : span[0]])
    after = re.match(rb"[A-Za-z0-9+/_-]*", data[span[1] : span[1] + _RUN_LOOK_BYTES])
    around = (before[0] if before else b"") + (after[0] if after else b"")
    if any(_WORD.match(part) for part in _PARTS.split(around)):
        return False  # somebody wrote it
    mixed = all(re.search(kind, around) for kind in (rb"[a-z]", rb"[A-Z]"))
    return mixed and len(around) + span[1] - span[0] >= _RUN_BYTES_MIN


def _needles(forms: Callable[[str], Iterator[bytes]], secrets: Mapping[str, str]) -> Needles:
    index: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
    for name, value in secrets.items():
        for form in set(forms(value)):
            if len(form) >= PREFIX_BYTES:
                index[form[:PREFIX_BYTES]].append((form, name))
    return index


def _search(needles: Needles, data: bytes) -> set[str]:
    found = set()
    for at in range(len(data) - PREFIX_BYTES + 1):
        candidates = needles.get(data[at : at + PREFIX_BYTES])
        for form, name in candidates or ():
            if data.startswith(form, at) and not _is_part_of_a_number(form, data, at):
                found.add(name)
    return found


def _is_part_of_a_number(form: bytes, data: bytes, at: int) -> bool:
    around = data[max(0, at - 1) : at] + data[at + len(form) : at + len(form) + 1]
    return len(form) < DIGITS_MIN and form.isdigit() and any(map(_is_digit, around))


def _is_digit(byte: int) -> bool:
    return ord("0") <= byte <= ord("9")


def _spellings(value: str) -> Iterator[str]:
    """Yield the ways in which a person or a program writes the same value."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    for text in (value, plain):
        for cased in (text, text.lower(), text.casefold(), text.upper()):
            yield cased
            yield _SEPARATORS.sub("", cased)


def _folded_forms(value: str) -> Iterator[bytes]:
    for spelling in set(_spellings(value)):
        data = spelling.encode()
        yield data.lower()
        yield spelling[::-1].encode().lower()
        yield quote(spelling, safe="").lower().encode()
        yield "".join(f"%{byte:02x}" for byte in data).encode()
        yield json.dumps(spelling)[1:-1].lower().encode()
        yield spelling.lower().encode("utf-16-le")
        yield spelling.lower().encode("utf-16-be")
        yield data.hex().encode()
        yield base64.b32encode(data).rstrip(b"=").lower()
        yield from (hashlib.new(name, data).hexdigest().encode() for name in DIGESTS)


def _case_sensitive_forms(value: str) -> Iterator[bytes]:
    for spelling in set(_spellings(value)):
        data = spelling.encode()
        yield from _base64_inside(data)
        for name in DIGESTS:
            digest = hashlib.new(name, data).digest()
            yield base64.b64encode(digest).rstrip(b"=")
            yield base64.urlsafe_b64encode(digest).rstrip(b"=")


def _base64_inside(data: bytes) -> Iterator[bytes]:
    """Yield what is the same wherever in a longer text the value stands: three shifts."""
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(b"\0" * shift + data).rstrip(b"=")
            whole = (shift + len(data)) * 8 // 6
            yield encoded[-(-shift * 8 // 6) : whole]


def _layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield the data and everything that can be unpacked from it."""
    yield data
    if depth < UNPACK_DEPTH_MAX:
        for inner in _unpacked(data):
            yield from _layers(inner, depth + 1)


def _unpacked(data: bytes) -> Iterable[bytes]:
    at = data.find(_GZIP_MAGIC)
    while at >= 0:
        inner = _gunzip(data[at:])
        if inner:
            yield inner
        at = data.find(_GZIP_MAGIC, at + 1)
    for match in _HEX_RUN.finditer(data):
        yield bytes.fromhex(match[0].decode())
    for match in _BASE64_RUN.finditer(data):
        text = match[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        whole = text[: len(text) - (len(text) % 4 == 1)]
        yield base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _gunzip(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, UNPACKED_BYTES_MAX)
    except zlib.error:
        return b""
