"""The directory of token keys: seldom read, never long out of date."""

from shared.core.clock import epoch_ms
from shared.core.documents import Put
from shared.eu.auth.model.published_keys import PublishedKey
from shared.eu.auth.paths import TOKEN_KEYS_PATH, token_keys_document
from shared.eu.auth.service.key_directory import EXTRA_READS_PER_MINUTE, TTL_MS, KeyDirectory
from shared.memory.clock import VirtualClock
from shared.memory.documents import MemoryDocuments
from tests.unit.eu.auth.platform_of import START


class Setting:
    def __init__(self) -> None:
        self.clock, self.documents = VirtualClock(START), MemoryDocuments()
        self.directory = KeyDirectory(self.documents, self.clock)

    def publish(self, *key_ids: str) -> None:
        keys = {key_id: PublishedKey(f"pem of {key_id}", "2026") for key_id in key_ids}
        self.documents.commit([Put(TOKEN_KEYS_PATH, token_keys_document(keys))])

    def pem(self, key_id: str) -> str | None:
        return self.directory.pem(key_id, epoch_ms(self.clock.now()))

    def reads(self) -> int:
        return self.documents.counters.reads["token_keys"]


def test_a_known_key_is_read_once_in_five_seconds() -> None:
    setting = Setting()
    setting.publish("a-1")
    for _ in range(10):
        assert setting.pem("a-1") == "pem of a-1"
    assert setting.reads() == 1
    setting.clock.advance_ms(TTL_MS)
    setting.pem("a-1")
    assert setting.reads() == 2


def test_a_key_that_was_published_a_moment_ago_is_found() -> None:
    setting = Setting()
    assert setting.pem("a-1") is None
    setting.publish("a-1")
    assert setting.pem("a-1") == "pem of a-1"


def test_a_withdrawn_key_is_gone_after_five_seconds() -> None:
    setting = Setting()
    setting.publish("a-1")
    assert setting.pem("a-1")
    setting.publish("a-2")
    setting.clock.advance_ms(TTL_MS)
    assert setting.pem("a-1") is None
    assert setting.directory.all().keys() == {"a-2"}


def test_made_up_key_ids_cannot_make_us_read_at_will() -> None:
    setting = Setting()
    for number in range(1_000):
        assert setting.pem(f"x-{number}") is None
    assert setting.reads() == 1 + EXTRA_READS_PER_MINUTE
    setting.clock.advance_ms(60_000)
    setting.publish("a-1")
    assert setting.pem("a-1") == "pem of a-1"
