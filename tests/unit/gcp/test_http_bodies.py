"""Forms: each field once, in plain ASCII, and few of them."""

import pytest

from shared.core.errors import Refusal
from shared.gcp.http_bodies import FORM_TYPE, parse_form


def test_a_form_is_decoded() -> None:
    form = parse_form(b"a=1&b=x%20y+z&c=%E2%82%AC&d=", FORM_TYPE)
    assert form == {"a": "1", "b": "x y z", "c": "\u20ac", "d": ""}


def test_an_empty_form_is_one() -> None:
    assert parse_form(b"", FORM_TYPE) == {}


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"a=1", "application/json"),
        (b"a=1", ""),
        (b'{"a": 1}', "application/json"),
        (b"a=1&a=2", FORM_TYPE),
        (b"a=1&a=1", FORM_TYPE),
        (b"a=%FF", FORM_TYPE),
        (b"a=\xff", FORM_TYPE),
        (b"&".join(b"f%d=1" % number for number in range(17)), FORM_TYPE),
    ],
)
def test_what_is_no_such_form_is_malformed(data: bytes, media_type: str) -> None:
    with pytest.raises(Refusal, match="malformed_body"):
        parse_form(data, media_type)
