"""Functions stop at 70 lines, files at 400: whatever grows beyond is cut before it lands."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, name_of, python_files, tree

TOPS = ("shared", "functions", "emulators", "tests")
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400


def long_functions(path: Path) -> list[str]:
    return [
        f"{path.name}: {node.name} has {lines} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]


def long_files(paths: list[Path]) -> list[str]:
    counted = {path: len(path.read_text().splitlines()) for path in paths}
    return [
        f"{path.name} has {lines} lines"
        for path, lines in counted.items()
        if lines > FILE_LINES_MAX
    ]


def test_the_sources_are_found() -> None:
    found = {name_of(path).partition("/")[0] for path in python_files(*TOPS)}
    assert found == set(TOPS)
    assert all((ROOT / top).is_dir() for top in TOPS)


def test_no_function_is_longer_than_a_page() -> None:
    assert [fault for path in python_files(*TOPS) for fault in long_functions(path)] == []


def test_no_file_is_longer_than_its_limit() -> None:
    assert long_files(python_files(*TOPS)) == []


@pytest.mark.parametrize(("body_lines", "is_long"), [(69, False), (70, True)])
def test_a_function_over_the_limit_is_found(tmp_path: Path, body_lines: int, is_long: bool) -> None:
    source = tmp_path / "long.py"
    source.write_text("def f() -> None:\n" + "    print()\n" * body_lines)
    assert bool(long_functions(source)) is is_long


@pytest.mark.parametrize(("lines", "is_long"), [(400, False), (401, True)])
def test_a_file_over_the_limit_is_found(tmp_path: Path, lines: int, is_long: bool) -> None:
    source = tmp_path / "long.py"
    source.write_text("\n" * lines)
    assert bool(long_files([source])) is is_long
