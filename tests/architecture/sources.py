"""The project's own Python sources, read as text and as syntax."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*tops: str) -> list[Path]:
    """Return every Python file under the given folders of the repository, sorted."""
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a file's path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Return the name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def texts_of_calls(module: ast.Module, *callees: str) -> Iterator[str | None]:
    """Yield the first argument of every call of these names, None where it is no literal text."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args and called(node) in callees:
            yield from literal_texts(node.args[0])


def literal_texts(value: ast.expr) -> list[str | None]:
    """Return the texts that an expression may be, None among them where it may be anything."""
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*literal_texts(body), *literal_texts(orelse)]
    return [None]


def called(call: ast.Call) -> str:
    """Return the last part of the name that is called, empty where there is none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
