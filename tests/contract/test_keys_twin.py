"""The twin of the key service repeats itself, and nothing else does (D17)."""

from shared.core.keys import Keys
from shared.memory.keys import MemoryKeys


def uses(keys: Keys) -> list[bytes]:
    return [
        keys.encrypt("vault", b"Juan", b"aad"),
        keys.encrypt("vault", b"Juan", b"aad"),
        keys.mac("index", b"data"),
        keys.sign("token", b"claims"),
        keys.public_key("token"),
        keys.random_bytes(32),
    ]


def test_the_same_seed_replays() -> None:
    assert uses(MemoryKeys("seed")) == uses(MemoryKeys("seed"))


def test_another_seed_shares_nothing() -> None:
    assert not set(uses(MemoryKeys("seed"))) & set(uses(MemoryKeys("another")))


def test_a_twin_that_starts_again_uses_no_nonce_for_two_texts() -> None:
    first = MemoryKeys("seed").encrypt("vault", b"Juan", b"aad")
    texts = [(b"Ana", b"aad"), (b"Juan", b"other")]
    others = [MemoryKeys("seed").encrypt("vault", *text) for text in texts]
    assert len({each[:12] for each in [first, *others]}) == 3


def test_versions_of_a_key_are_different_keys() -> None:
    keys = MemoryKeys("seed")
    assert keys.mac("index/2", b"data") != keys.mac("index", b"data")
