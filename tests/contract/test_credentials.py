"""Drivers outside the local stack: without credentials they are unavailable, and say no more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.core.documents import Put
from shared.core.errors import Unavailable
from shared.core.messages import Message
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.messages import PubSubMessages

CALLS: dict[str, Callable[[], object]] = {
    "get": lambda: FirestoreDocuments("p", "ledger", None).get(["accounts/1"]),
    "commit": lambda: FirestoreDocuments("p", "ledger", None).commit([Put("accounts/1", {})]),
    "publish": lambda: PubSubMessages("p", None).publish("orders", [Message(b"x")]),
    "mac": lambda: KmsKeys("p", "europe-southwest1", "vault", None).mac("index", b"data"),
}


@pytest.mark.parametrize("name", CALLS)
def test_missing_credentials_are_unavailable(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    with pytest.raises(Unavailable) as raised:
        CALLS[name]()
    assert str(raised.value) == "DefaultCredentialsError"


def test_a_hint_without_credentials_is_nobodys_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is about was committed, and a sweep will find it."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    PubSubMessages("p", None).hint("records")
