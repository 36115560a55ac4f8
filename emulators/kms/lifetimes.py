"""What happens to versions as time passes: rotation, and destruction after its delay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from google.cloud.kms_v1.types import CryptoKeyVersion

from emulators.kms.algorithms import ALGORITHMS
from emulators.kms.names import version_name
from emulators.kms.records import KeyRecord, VersionRecord
from emulators.kms.states import State
from shared.core.clock import Clock

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """The service's time. `day_ms` is how long a day of a key's life lasts: tests shorten it."""

    clock: Clock
    day_ms: int = DAY_MS

    def now(self) -> datetime:
        """Return the current instant."""
        return self.clock.now()

    def after(self, duration: timedelta) -> datetime:
        """Return when a duration of a key's life that begins now is over."""
        return self.now() + self._lasting(duration)

    def add_version(self, key: KeyRecord) -> VersionRecord:
        """Give a key its next version, enabled, with new material."""
        number, template, now = len(key.versions) + 1, key.message.version_template, self.now()
        message = CryptoKeyVersion(
            name=version_name(key.name, number),
            state=State.ENABLED,
            protection_level=template.protection_level,
            algorithm=template.algorithm,
            create_time=now,
            generate_time=now,
        )
        record = VersionRecord(message, ALGORITHMS[template.algorithm].generate())
        key.versions[number] = record
        return record

    def settle(self, key: KeyRecord) -> bool:
        """Do what was due for a key by now, and tell whether that was anything."""
        due = [each for each in key.versions.values() if self._is_due(each.message)]
        for version in due:
            _destroy(version)
        return self._rotate(key) or bool(due)

    def _is_due(self, version: Any) -> bool:
        scheduled = version.state == State.DESTROY_SCHEDULED
        return scheduled and bool(version.destroy_time <= self.now())

    def _rotate(self, key: KeyRecord) -> bool:
        message = key.message
        if "next_rotation_time" not in message or message.next_rotation_time > self.now():
            return False
        self.add_version(key)
        key.primary = len(key.versions)
        if "rotation_period" in message:
            message.next_rotation_time = self.after(message.rotation_period)
        else:
            message.next_rotation_time = None  # a single rotation was asked for
        return True

    def _lasting(self, duration: timedelta) -> timedelta:
        return duration * (self.day_ms / DAY_MS)


def _destroy(version: VersionRecord) -> None:
    version.material = None
    version.message.state = State.DESTROYED
    version.message.destroy_event_time = version.message.destroy_time
    version.message.destroy_time = None
