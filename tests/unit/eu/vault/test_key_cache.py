"""The cache of keys is bounded, forgets in time, and lets the least used one go."""

from shared.eu.vault.model.data_key import Purpose
from shared.eu.vault.model.field_cipher import DataKey
from shared.eu.vault.service.key_cache import KeyCache
from shared.memory.clock import VirtualClock
from tests.unit.eu.vault.vault import NOW


def key(name: str) -> DataKey:
    return DataKey(name, bytes(32))


def test_the_least_used_key_makes_room() -> None:
    cache = KeyCache(VirtualClock(NOW), entries_max=2)
    cache.put("one", Purpose.PERSONAL, key("1"))
    cache.put("two", Purpose.PERSONAL, key("2"))
    assert cache.get("one", Purpose.PERSONAL) == key("1")
    cache.put("three", Purpose.PERSONAL, key("3"))
    assert len(cache) == 2
    assert cache.get("two", Purpose.PERSONAL) is None
    assert cache.get("one", Purpose.PERSONAL) == key("1")


def test_a_key_is_kept_for_its_time_from_when_it_was_put() -> None:
    clock = VirtualClock(NOW)
    cache = KeyCache(clock, ttl_ms=1_000)
    cache.put("one", Purpose.PERSONAL, key("1"))
    clock.advance_ms(999)
    assert cache.get("one", Purpose.PERSONAL) == key("1")
    clock.advance_ms(1)  # the use did not make it younger
    assert cache.get("one", Purpose.PERSONAL) is None
    assert len(cache) == 0


def test_purposes_are_kept_apart_and_dropped_together() -> None:
    cache = KeyCache(VirtualClock(NOW))
    cache.put("one", Purpose.PERSONAL, key("1"))
    assert cache.get("one", Purpose.SENSITIVE) is None
    cache.put("one", Purpose.SENSITIVE, key("2"))
    cache.put("two", Purpose.PERSONAL, key("3"))
    cache.drop("one")
    assert len(cache) == 1


def test_it_does_not_show_keys() -> None:
    cache = KeyCache(VirtualClock(NOW))
    cache.put("one", Purpose.PERSONAL, key("1"))
    assert "DataKey" not in repr(cache)
