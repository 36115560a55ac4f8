"""Names that are one person's, and names that are not (R-462)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eu.identity.model.name_match import SAME_PERSON, name_score

HOLDER = "Ana Garcia Lopez"
NAMES = st.text(st.characters(categories=["Lu", "Ll", "Zs"]), max_size=40)


@pytest.mark.parametrize(
    ("payer", "holder"),
    [
        ("Ana Garcia Lopez", HOLDER),
        ("ANA GARCÍA LÓPEZ", HOLDER),
        ("GARCIA LOPEZ, ANA", HOLDER),
        ("Ana Garcia", HOLDER),
        ("Sra. Ana Garcia", HOLDER),
        ("Ana Maria Garcia Lopez", HOLDER),
        ("Ana Garcia Lopes", HOLDER),
        ("Jurgen Gross", "Jürgen Groß"),
        ("ODON AESIR", "Ødön Æsir"),
        ("Juergen Gross", "Juergen Groß"),
    ],
)
def test_the_same_person(payer: str, holder: str) -> None:
    assert name_score(payer, holder) >= SAME_PERSON


@pytest.mark.parametrize(
    "payer",
    ["", "---", "Ana", "Garcia", "Pedro Garcia Lopez", "Luis Perez", "Ana Martinez Ruiz", "12345",
     "Acme Trading SL"],
)  # fmt: skip
def test_somebody_else_or_not_enough_to_tell(payer: str) -> None:
    assert name_score(payer, HOLDER) < SAME_PERSON


@given(NAMES, NAMES)
def test_a_score_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    score = name_score(one, other)
    assert 0 <= score <= 100
    assert score == name_score(other, one)
