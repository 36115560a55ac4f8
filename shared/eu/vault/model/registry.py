"""The register of personal fields (R-101): a field that is not listed may not be stored.

Class S is most sensitive, P identifies a person, Q does so together with others, T is a token for
the border, N is not personal. Nothing but T, and the facts of an order under it, leaves the EU.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.core.errors import TwoLedgerError
from shared.eu.vault.model.data_key import Purpose

_FILE = Path(__file__).parents[1] / "registry.json"
NOT_COLLECTED = "not_collected"
SENSITIVE = "S"


class Unregistered(TwoLedgerError):
    """Say that a field has no entry, or one that forbids to store it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one field. `form` is how its value is written: text, or JSON."""

    path: str
    pii_class: str
    form: str
    purposes: tuple[str, ...]
    legal_basis: str
    retention: str
    readers: Mapping[str, str]
    blind_index: bool
    ledger_copy: str | None
    may_leave_eu: bool

    @property
    def key_purpose(self) -> Purpose:
        """Return which of a person's data keys encrypts the field."""
        return Purpose.SENSITIVE if self.pii_class == SENSITIVE else Purpose.PERSONAL


@cache
def entries() -> Mapping[str, Entry]:
    """Return the register by path, `block.field`."""
    listed = json.loads(_FILE.read_text())
    found = {}
    for group in listed["groups"]:
        for name in group["fields"]:
            path = f"{group['block']}.{name}"
            if path in found:
                raise Unregistered("a field is listed twice")
            found[path] = _entry(path, group, listed["readers"][group["readers"]])
    return found


@cache
def stored() -> Mapping[str, Mapping[str, str]]:
    """Return the class of each top field of the identity service's documents, by collection.

    `encrypted` fields hold records, whose contents are fields of `entries`.
    """
    found: Mapping[str, Mapping[str, str]] = json.loads(_FILE.read_text())["stored"]
    return found


def entry(path: str) -> Entry:
    """Return a field's entry.

    Raises Unregistered.
    """
    if path not in entries():
        raise Unregistered
    return entries()[path]


def _entry(path: str, group: Mapping[str, Any], readers: Mapping[str, str]) -> Entry:
    return Entry(
        path=path,
        pii_class=group["class"],
        form=group.get("form", "text"),
        purposes=tuple(group["purposes"]),
        legal_basis=group["legal_basis"],
        retention=group["retention"],
        readers=readers,
        blind_index=group.get("blind_index", False),
        ledger_copy=group.get("ledger_copy"),
        may_leave_eu=group.get("may_leave_eu", False),
    )
