"""Which stack is asked for."""

import pytest

from emulators.modes import MODE_VARIABLE, UnknownMode, asked_mode


@pytest.mark.parametrize(
    ("asked", "mode"),
    [("", "normal"), ("normal", "normal"), ("embedded", "embedded"), ("isolated", "isolated")],
)
def test_reads_the_mode(monkeypatch: pytest.MonkeyPatch, asked: str, mode: str) -> None:
    monkeypatch.setenv(MODE_VARIABLE, asked)
    assert asked_mode() == mode


def test_refuses_a_mode_that_there_is_none_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE_VARIABLE, "fast")
    with pytest.raises(UnknownMode, match="normal, embedded, isolated"):
        asked_mode()
