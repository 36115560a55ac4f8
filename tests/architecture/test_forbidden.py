"""`shared` computes in integers and imports nothing that the contracts cannot see."""

import ast

import pytest

from tests.architecture.forbidden import faults_of
from tests.architecture.sources import name_of, python_files, tree

# A file's fault that is none, each with its reason.
ALLOWED = {
    # A time, and exact: the double next to whole milliseconds, times 1000, rounds back to them.
    "shared/core/clock.py": ["gives a float: timestamp"],
}


def test_shared_says_nothing_forbidden() -> None:
    found = {name_of(path): faults_of(tree(path)) for path in python_files("shared")}
    faults = {
        file: [fault.partition(": ")[2] for fault in faults]
        for file, faults in found.items()
        if faults
    }
    assert faults == ALLOWED


@pytest.mark.parametrize(
    "source",
    [
        "module = __import__('shared.eu')",
        "eval('1')",
        "exec('import shared.eu')",
        "compile('1', '', 'eval')",
        "import importlib",
        "from importlib import import_module",
        "importlib.import_module('shared.eu')",
        "import builtins",
        "load = getattr(importlib, 'import_module')",
        "rate = 1.5",
        "rate = 1e6",
        "rate = float('1.5')",
        "def f(price: float) -> None: ...",
        "cents = qty * price / 100",
        "cents /= 100",
        "cents = price_ms / 100",
        "cents = price / 1000",
        "rate = 10 ** -6",
        "from operator import truediv",
        "import math",
        "from statistics import mean",
        "seconds = (end - start).total_seconds()",
    ],
)
def test_what_is_forbidden_is_found(source: str) -> None:
    assert len(faults_of(ast.parse(source))) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "cents = qty * price // 10**13",
        "table = Path(__file__).parent / 'data' / 'rates.csv'",
        "timeout_s = timeout_ms / 1000",
        "self._timeout_s = self.timeout_ms / 1000",
        "form = re.compile('[0-9]+')",
        "loads(data, parse_float=Decimal)",
    ],
)
def test_what_is_allowed_is_left_alone(source: str) -> None:
    assert faults_of(ast.parse(source)) == []
