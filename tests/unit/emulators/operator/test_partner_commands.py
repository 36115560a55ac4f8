"""What the commands read: amounts of euro, and codes out of names."""

import click
import pytest

from emulators.operator.command_line import Code
from emulators.operator.partner_commands import Euro, code_of


@pytest.mark.parametrize(
    ("text", "cents"), [("1", 100), ("5000.00", 500_000), ("0.1", 10), ("0.05", 5)]
)
def test_an_amount_becomes_cents(text: str, cents: int) -> None:
    assert Euro().convert(text, None, None) == cents


@pytest.mark.parametrize(
    "text", ["", "0", "0.00", "-1", "1.001", "1,00", "1e3", "٣", "12345678901", " 1", "1."]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not an amount"):
        Euro().convert(text, None, None)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Caja Nueva", "CAJA"), ("N26", "NXXX"), ("Über", "BERX"), ("a-b c d e", "ABCD")],
)
def test_a_code_is_made_of_a_name(name: str, code: str) -> None:
    assert code_of(name) == code


def test_a_code_may_be_written_small() -> None:
    assert Code().convert("beje", None, None) == "BEJE"
