"""What is missing is said with what to install; a started emulator answers and ends whole."""

from pathlib import Path

import pytest

from emulators import google_emulators
from emulators.google_emulators import (
    EmulatorFailed,
    MissingTool,
    external_host,
    find_sdk,
    start_emulator,
    stop,
)
from emulators.ports import free_port


def test_missing_java_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingTool, match="Java is missing: install a Java 17 runtime"):
        find_sdk()


def test_a_missing_sdk_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(google_emulators, "_sdk_roots", lambda: [tmp_path / "nothing"])
    with pytest.raises(MissingTool, match="The Google Cloud SDK is missing: install"):
        find_sdk()


def test_an_sdk_without_emulators_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(google_emulators, "_sdk_roots", lambda: [tmp_path])
    with pytest.raises(MissingTool, match="lacks its emulators"):
        find_sdk()


def test_an_external_emulator_is_named_as_googles_tools_name_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FIRESTORE_EMULATOR_HOST", raising=False)
    assert external_host("firestore") is None
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080")
    assert external_host("firestore") == "127.0.0.1:8080"


@pytest.mark.emulators
def test_an_emulator_starts_on_its_port_and_ends(tmp_path: Path) -> None:
    port = free_port()
    emulator = start_emulator("pubsub", tmp_path / "pubsub.log", port)
    assert emulator.host == f"127.0.0.1:{port}"
    assert google_emulators.answers(emulator.host)
    stop(emulator)
    assert emulator.process.poll() is not None
    assert not google_emulators.answers(emulator.host)


@pytest.mark.emulators
def test_an_emulator_that_cannot_run_fails_with_its_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(google_emulators, "JVM_FLAGS", ("-XX:+NoSuchFlag",))
    with pytest.raises(EmulatorFailed, match=r"ended at its start; see .*pubsub\.log"):
        start_emulator("pubsub", tmp_path / "pubsub.log")
