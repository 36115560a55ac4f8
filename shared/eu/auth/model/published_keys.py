"""The public keys of the token signer, as every public function and every partner may read them."""

from collections.abc import Mapping
from dataclasses import dataclass

KEYS_MAX = 4


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """One version of the signing key; texts of `published_at` sort as instants do."""

    pem: str
    published_at: str


def with_key(
    keys: Mapping[str, PublishedKey], key_id: str, key: PublishedKey
) -> dict[str, PublishedKey]:
    """Return the keys with this one; the oldest goes where they become too many."""
    newest_first = sorted(
        ({**keys, key_id: key}).items(), key=lambda item: item[1].published_at, reverse=True
    )
    return dict(newest_first[:KEYS_MAX])
