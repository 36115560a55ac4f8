"""What a key and a version must be for a call."""

from typing import Any

from google.cloud.kms_v1.types import CryptoKeyVersion

from emulators.kms.errors import precondition
from emulators.kms.records import KeyRecord

State = CryptoKeyVersion.CryptoKeyVersionState


def require_purpose(key: KeyRecord, name: str, purpose: Any) -> None:
    """Refuse a key that is for something else.

    Raises KmsError.
    """
    own = key.message.purpose
    if own != purpose:
        raise precondition(
            f"Operation requested for Key {name} has incorrect key purpose: {own.name}"
        )


def require_enabled(version: Any) -> None:
    """Refuse a version that is disabled, to be destroyed, or destroyed.

    Raises KmsError.
    """
    if version.state != State.ENABLED:
        raise precondition(
            f"{version.name} is not enabled, current state is: {version.state.name}."
        )


def require_state(version: Any, *states: Any) -> None:
    """Refuse a version in any other state.

    Raises KmsError.
    """
    if version.state not in states:
        wanted = " or ".join(state.name for state in states)
        raise precondition(
            f"{version.name} must be {wanted}, current state is: {version.state.name}."
        )
