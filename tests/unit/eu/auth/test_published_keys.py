"""The public keys of the token signer."""

from shared.eu.auth.model.published_keys import KEYS_MAX, PublishedKey, with_key
from shared.eu.auth.paths import token_keys_document, token_keys_of


def key(number: int) -> PublishedKey:
    return PublishedKey(f"pem-{number}", f"2026-11-{number:02}")


def test_the_newest_keys_stay() -> None:
    keys: dict[str, PublishedKey] = {}
    for number in (3, 1, 2, 5, 4, 6):
        keys = with_key(keys, str(number), key(number))
    assert keys.keys() == {"3", "4", "5", "6"}
    assert len(keys) == KEYS_MAX


def test_documents_keep_every_key() -> None:
    keys = {"a-1": key(1), "a-2": key(2)}
    assert token_keys_of(token_keys_document(keys)) == keys
    assert token_keys_of(None) == {}
