"""Destruction and rotation to the instant, on a clock that the test moves."""

from datetime import UTC, datetime, timedelta

from google.cloud.kms_v1.types import CryptoKey, CryptoKeyVersion

from emulators.kms.lifetimes import DAY_MS, Lifetimes
from emulators.kms.records import KeyRecord
from shared.memory.clock import VirtualClock

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
State = CryptoKeyVersion.CryptoKeyVersionState


def symmetric_key(**fields: object) -> KeyRecord:
    template = {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "SOFTWARE"}
    message = CryptoKey(name="k", purpose="ENCRYPT_DECRYPT", version_template=template, **fields)
    return KeyRecord(message)


def test_material_is_destroyed_at_its_time_and_not_before() -> None:
    clock = VirtualClock(START)
    lifetimes, key = Lifetimes(clock), symmetric_key()
    version = lifetimes.add_version(key)
    version.message.state = State.DESTROY_SCHEDULED
    version.message.destroy_time = lifetimes.after(DAY)

    clock.advance_ms(DAY_MS - 1)
    assert not lifetimes.settle(key)
    assert version.material is not None
    clock.advance_ms(1)
    assert lifetimes.settle(key)
    assert (version.as_json()["material"], version.message.state) == (None, State.DESTROYED)
    assert version.message.destroy_event_time == START + DAY
    assert not lifetimes.settle(key)


def test_only_scheduled_versions_are_destroyed() -> None:
    clock = VirtualClock(START)
    lifetimes, key = Lifetimes(clock), symmetric_key()
    versions = [lifetimes.add_version(key) for _ in range(2)]
    versions[1].message.state = State.DISABLED
    clock.advance_ms(1000 * DAY_MS)
    assert not lifetimes.settle(key)
    assert all(version.material for version in versions)


def test_a_key_is_rotated_at_its_time_and_then_every_period() -> None:
    clock = VirtualClock(START)
    lifetimes = Lifetimes(clock)
    key = symmetric_key(next_rotation_time=START + DAY, rotation_period=90 * DAY)
    lifetimes.add_version(key)
    key.primary = 1

    clock.advance_ms(DAY_MS - 1)
    assert not lifetimes.settle(key)
    clock.advance_ms(1)
    assert lifetimes.settle(key)
    assert (key.primary, set(key.versions)) == (2, {1, 2})
    assert key.message.next_rotation_time == START + 91 * DAY
    assert not lifetimes.settle(key)


def test_without_a_period_a_key_is_rotated_once() -> None:
    clock = VirtualClock(START)
    lifetimes, key = Lifetimes(clock), symmetric_key(next_rotation_time=START)
    assert lifetimes.settle(key)
    clock.advance_ms(1000 * DAY_MS)
    assert not lifetimes.settle(key)
    assert set(key.versions) == {1}


def test_a_day_can_be_short() -> None:
    lifetimes = Lifetimes(VirtualClock(START), day_ms=100)
    assert lifetimes.after(30 * DAY) == START + timedelta(seconds=3)
    assert Lifetimes(VirtualClock(START)).after(30 * DAY) == START + 30 * DAY


def test_versions_have_material_of_their_own() -> None:
    lifetimes, key = Lifetimes(VirtualClock(START)), symmetric_key()
    first, second = (lifetimes.add_version(key) for _ in range(2))
    assert first.material != second.material
    assert first.message.create_time == first.message.generate_time == START
    assert (len(first.secret), first.secret.hex() in repr(first)) == (32, False)
    assert repr(first.secret) not in repr(key)
