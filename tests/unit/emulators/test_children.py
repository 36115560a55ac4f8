"""A dead child is started again at once, and less and less often when it keeps dying."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulators.children import BACKOFF_S, Child
from tests.unit.emulators.processes_of import wait_until

NewChild = Callable[[str], Child]


@pytest.fixture
def new_child(tmp_path: Path) -> Iterator[NewChild]:
    """Return a maker of children that run some code and are gone after the test."""
    made: list[Child] = []

    def make(code: str) -> Child:
        child = Child(
            name="part",
            command=[sys.executable, "-S", "-c", code],
            address="127.0.0.1:1",
            log_path=tmp_path / "part.log",
            answers=lambda: True,
        )
        made.append(child)
        return child

    yield make
    for child in made:
        child.ask_to_stop()
        child.await_end()


def test_a_child_that_was_not_started_is_not_dead(new_child: NewChild) -> None:
    child = new_child("")
    assert not child.is_dead()
    child.ask_to_stop()
    child.await_end()


def test_the_first_death_is_repaired_at_once_the_next_ones_later(new_child: NewChild) -> None:
    child = new_child("print('ran')")
    child.start()
    wait_until(child.is_dead, 30, "its end")
    first = child.pid
    assert child.restart_if_due()
    assert child.pid != first

    restarted_s = time.monotonic()
    wait_until(child.is_dead, 30, "its second end")
    wait_until(child.restart_if_due, 30, "a second restart")
    assert time.monotonic() - restarted_s >= BACKOFF_S[1]
    wait_until(child.is_dead, 30, "its third end")
    assert child.log_path.read_text() == "ran\nran\nran\n"


def test_stops_in_good_order(new_child: NewChild) -> None:
    child = new_child("import time; print('up', flush=True); time.sleep(60)")
    child.start()
    wait_until(lambda: "up" in child.log_path.read_text(), 30, "its start")
    child.ask_to_stop()
    child.await_end()
    assert child.is_dead()
