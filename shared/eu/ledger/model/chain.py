"""What an auditor checks of a chain (D6): dense from 1, linked, unedited, up to its head."""

from collections.abc import Sequence

from shared.core.canonical import CHAIN_START, chain_hash
from shared.eu.ledger.model.entry import ChainHead, Entry, Link, hashed_body


def link_in(entry: Entry, chain: str) -> Link | None:
    """Return the place of an entry in a chain, None where it is not in it."""
    return next((link for link in entry.links if link.chain == chain), None)


def is_edited(entry: Entry) -> bool:
    """Tell whether an entry says something else than what was hashed when it was booked."""
    body = hashed_body(entry.draft, entry.posted_at, entry.links)
    return chain_hash(entry.links[0].previous_hash, body) != entry.hash


def ordered(entries: Sequence[Entry], chain: str) -> list[Entry]:
    """Return the entries of one chain, in its order."""
    linked = [(link, entry) for entry in entries if (link := link_in(entry, chain)) is not None]
    return [entry for _, entry in sorted(linked, key=lambda pair: pair[0].sequence)]


def intact_length(entries: Sequence[Entry], chain: str) -> int:
    """Return how many entries of a chain, from its start on, are linked to each other unedited."""
    head = ChainHead(0, CHAIN_START)
    for entry in ordered(entries, chain):
        link = link_in(entry, chain)
        expected = Link(chain, head.sequence + 1, head.hash)
        if link != expected or is_edited(entry):
            break
        head = ChainHead(head.sequence + 1, entry.hash)
    return head.sequence


def reaches(entries: Sequence[Entry], chain: str, head: ChainHead) -> bool:
    """Tell whether a chain is whole: intact from its start to exactly this head."""
    own = ordered(entries, chain)
    last_hash = own[-1].hash if own else CHAIN_START
    return (intact_length(own, chain), last_hash) == (len(own), head.hash) and (
        head.sequence == len(own)
    )
