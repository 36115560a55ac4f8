"""Every planted bug is caught by the tests that are named for it: a suite that cannot fail is none.

The bugs are in bugs.toml. Each one is put into a copy of the project, where the named tests must
fail, by a failed promise and with the named words; in a sound copy the same tests must pass.

`make test` plants every sixth bug; CI (`.ci/run`) and `make campaign` plant all of them.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.planted_bugs.planted import ROOT, Bug, Run, copy_of, listed, plant, run

BUGS = listed()
BUGS_MIN = 30
EVERY = int(os.environ.get("PLANTED_BUGS_EVERY", "6"))
CAUGHT = "test_a_planted_bug_is_caught"
RUNS_AT_ONCE = min(4, os.cpu_count() or 1)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy without a bug; all others are copies of it."""
    return copy_of(ROOT, tmp_path_factory.mktemp("sound") / "copy")


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, sound: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Run]]]:
    """Start the run of every bug that was asked for, a few at once."""
    folder = tmp_path_factory.mktemp("planted")
    asked = {name for item in request.session.items if (name := _bug_of(item)) is not None}
    with ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        yield {
            name: pool.submit(_run_with, bug, sound, folder / name)
            for name, bug in BUGS.items()
            if name in asked
        }
        pool.shutdown(cancel_futures=True)


def _bug_of(item: pytest.Item) -> str | None:
    """Return the bug that a test is about: those that were deselected are not run."""
    if not isinstance(item, pytest.Function) or item.originalname != CAUGHT:
        return None
    return str(item.callspec.params["name"])


def _run_with(bug: Bug, sound: Path, folder: Path) -> Run:
    plant(bug, copy_of(sound, folder))
    return run(folder, bug.caught_by, bug.seeds)


def test_the_sound_copy_passes_every_test_that_catches_a_bug(sound: Path) -> None:
    nodes = tuple(dict.fromkeys(node for bug in BUGS.values() for node in bug.caught_by))
    ran = run(sound, nodes, max(bug.seeds for bug in BUGS.values()))
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize("name", list(BUGS)[::EVERY])
def test_a_planted_bug_is_caught(runs: dict[str, Future[Run]], name: str) -> None:
    bug, ran = BUGS[name], runs[name].result()
    assert ran.exit_code == 1, ran.output
    assert not ran.has_errors, ran.output
    assert [node for node in bug.caught_by if not ran.failed(node)] == [], ran.output
    assert any(words in ran.reasons for words in bug.shows), ran.reasons


def test_every_bug_has_its_place() -> None:
    """A line that has changed is noticed at once, whether its bug is planted here or not."""
    counts = {name: (ROOT / bug.file).read_text().count(bug.find) for name, bug in BUGS.items()}
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_the_list_is_long_and_says_what_each_bug_would_do() -> None:
    assert len(BUGS) >= BUGS_MIN
    assert len({(bug.file, bug.find, bug.replace) for bug in BUGS.values()}) == len(BUGS)
    for bug in BUGS.values():
        assert bug.harm
        assert bug.shows
        assert bug.caught_by
        assert (bug.seeds > 1) == any(
            node.startswith("tests/simulation/") for node in bug.caught_by
        )
