"""The reference that leads a payment to an account: `CORR-ACCOUNTNUMBER` (R-461)."""

import re
from dataclasses import dataclass
from enum import StrEnum

# Letters of a word before it would be part of the code; digits may come in groups, and what stands
# between the two, if anything does, is a dash that a bank has turned into something else.
_REFERENCE = re.compile(r"(?<![A-Z0-9])([A-Z]{4})[^A-Z0-9]{0,3}([0-9](?: ?[0-9]){7,11})(?![0-9])")
_GAPS = re.compile(r"\s+")


class NoReference(StrEnum):
    """Why a text leads to no account."""

    MISSING = "no_reference"
    SEVERAL = "several_references"


@dataclass(frozen=True, slots=True)
class Reference:
    """A correspondent's code and an account's number."""

    correspondent: str
    account_number: str

    def __str__(self) -> str:
        return f"{self.correspondent}-{self.account_number}"


def read_reference(text: str) -> Reference | NoReference:
    """Find the reference in what a payer wrote: spaces, letter case and a lost dash do not matter.

    A text with two different ones leads nowhere: people must look.
    """
    written = _GAPS.sub(" ", text.upper())
    found = {
        Reference(code, number.replace(" ", "")) for code, number in _REFERENCE.findall(written)
    }
    if not found:
        return NoReference.MISSING
    return found.pop() if len(found) == 1 else NoReference.SEVERAL
