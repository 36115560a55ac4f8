"""The report has every figure, a picture for each benchmark, and says where and when."""

import os
from pathlib import Path
from xml.etree import ElementTree

from functions.bundle import bundles
from tests.benchmarks import report
from tests.benchmarks.cold_start import FIRST_PATH
from tests.benchmarks.memory import held_by, parts
from tests.benchmarks.results import Row

GROUPS = {
    "order path": [
        Row("order to booking, p50 (p90) ms", "61.20 (70.10)", "58.00 (66.00)", "1.06", "≤ 1.5"),
        Row("reads / writes / publishes", "4 / 12 / 4", "4 / 12 / 4 in the budget", "", ""),
    ],
    "memory": [Row("edge, MiB", "41", "30 proportional", "", ""), Row("all", "90", "70", "", "")],
}


def test_every_benchmark_has_a_table_and_a_picture(tmp_path: Path) -> None:
    path = report.write(GROUPS, tmp_path)
    text = path.read_text()
    for name, rows in GROUPS.items():
        picture = tmp_path / f"{name.replace(' ', '-')}.svg"
        assert f"]({picture.name})" in text
        assert ElementTree.parse(picture).getroot().tag.endswith("svg")
        assert all(row.figure in text and row.own in text for row in rows)
    assert " cores, " in text and " UTC · " in text


def test_figures_begin_with_their_number() -> None:
    assert report.number("61.20 (70.10)") == 61.2
    assert report.number("4 / 12 / 4") == 4
    assert report.number("") is None
    assert report.number("seven") is None


def test_memory_is_that_of_the_processes(tmp_path: Path) -> None:
    own = held_by(os.getpid())
    assert own.rss_mib >= own.pss_mib > 1
    assert parts({"supervisor": os.getpid()})["supervisor"].rss_mib > 1


def test_every_function_has_a_first_answer_to_time() -> None:
    assert FIRST_PATH.keys() == {b.name for b in bundles().values() if b.kind != "stream"}
