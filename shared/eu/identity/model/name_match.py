"""How near two names of a person are (R-462): a score from 0 to 100, whole numbers only."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

# From here on the payer is taken for the holder; below, people look.
SAME_PERSON = 85
_TITLES = frozenset({"MR", "MRS", "MS", "DR", "DNA", "SR", "SRA", "D", "HERR", "FRAU", "DON"})
_LETTERS = str.maketrans({"Ø": "O", "Æ": "AE", "Œ": "OE", "ß": "SS", "Ł": "L", "Đ": "D", "Þ": "TH"})


def name_score(payer: str, holder: str) -> int:
    """Return how near a payer's name is to the holder's.

    Order, letter case, accents and titles do not matter, and either may leave out names that the
    other has, as long as two are left: banks cut names off, and people have several.
    """
    one, other = _words(payer), _words(holder)
    if not one or not other:
        return 0
    common = Counter(one) & Counter(other)
    shorter = min(len(one), len(other))
    if shorter > 1 and common.total() == shorter:
        return 100
    return _likeness("".join(sorted(one)), "".join(sorted(other)))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.upper().translate(_LETTERS))
    letters = "".join(c if c.isalpha() else "" if unicodedata.combining(c) else " " for c in plain)
    return [word for word in letters.split() if word not in _TITLES]


def _likeness(one: str, other: str) -> int:
    """Return the share of pairs of letters that both have (Dice)."""
    pairs = [_pairs(one), _pairs(other)]
    total = pairs[0].total() + pairs[1].total()
    return 200 * (pairs[0] & pairs[1]).total() // total if total else 100 * (one == other)


def _pairs(text: str) -> Counter[str]:
    letters: Sequence[str] = text
    return Counter(a + b for a, b in zip(letters, letters[1:], strict=False))
