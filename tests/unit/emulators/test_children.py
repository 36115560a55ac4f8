"""A dead child is started again at once, and less and less often when it keeps dying."""

import sys
import time
from pathlib import Path

from emulators.children import BACKOFF_S, Child
from tests.unit.emulators.processes_of import wait_until


def child_of(folder: Path, code: str) -> Child:
    return Child(
        name="part",
        command=[sys.executable, "-S", "-c", code],
        address="127.0.0.1:1",
        log_path=folder / "part.log",
        answers=lambda: True,
    )


def test_a_child_that_was_not_started_is_not_dead(tmp_path: Path) -> None:
    child = child_of(tmp_path, "")
    assert not child.is_dead()
    child.ask_to_stop()
    child.await_end()


def test_the_first_death_is_repaired_at_once_the_next_ones_later(tmp_path: Path) -> None:
    child = child_of(tmp_path, "print('ran')")
    child.start()
    wait_until(child.is_dead, 10, "its end")
    first = child.pid
    assert child.restart_if_due()
    assert child.pid != first

    restarted_s = time.monotonic()
    wait_until(child.is_dead, 10, "its second end")
    wait_until(child.restart_if_due, 10, "a second restart")
    assert time.monotonic() - restarted_s >= BACKOFF_S[1]
    child.ask_to_stop()
    child.await_end()
    assert (tmp_path / "part.log").read_text().startswith("ran\nran\n")


def test_stops_in_good_order(tmp_path: Path) -> None:
    child = child_of(tmp_path, "import time; print('up', flush=True); time.sleep(60)")
    child.start()
    wait_until(lambda: "up" in (tmp_path / "part.log").read_text(), 10, "its start")
    child.ask_to_stop()
    child.await_end()
    assert child.is_dead()
