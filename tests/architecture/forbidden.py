"""What code of `shared` may not say: imports that no contract sees, and the ways to a float (D5).

A float can come from a literal, from the name `float`, from a true division, from a negative power,
or from a function that returns one. All of these are named here by syntax. What syntax cannot tell
(a float handed in by a library) is left to the types: amounts are declared `int`, and mypy is
strict.
"""

import ast
from collections.abc import Iterator

DYNAMIC = frozenset({"__import__", "eval", "exec", "compile", "import_module"})
FLOAT_NAMES = frozenset({"float", "complex", "truediv", "fsum", "timestamp", "total_seconds"})
FLOAT_MODULES = frozenset({"math", "cmath", "statistics", "numpy", "pandas"})


def faults_of(module: ast.Module) -> list[str]:
    """Return what a module may not say, each with its line."""
    return [
        f"line {node.lineno}: {fault}"  # type: ignore[attr-defined]  # only nodes with a place
        for node in ast.walk(module)
        for fault in (*_dynamic(node), *_float(node))
    ]


def _dynamic(node: ast.AST) -> Iterator[str]:
    for name in _names(node):
        if name in DYNAMIC and not _is_regex_compile(node):
            yield f"dynamic code: {name}"
        if name in ("builtins", "importlib"):
            yield f"a way round the import contracts: {name}"


def _float(node: ast.AST) -> Iterator[str]:
    for name in _names(node):
        if name in FLOAT_NAMES:
            yield f"gives a float: {name}"
        if isinstance(node, ast.Import | ast.ImportFrom) and name in FLOAT_MODULES:
            yield f"computes in floats: {name}"
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        yield f"a float literal: {node.value}"
    match node:
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            if not (_joins_paths(node) or _turns_ms_into_seconds(node)):
                yield "a true division"
        case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
            yield "a negative power"


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Import(names=names):
            yield from (alias.name.partition(".")[0] for alias in names)
        case ast.ImportFrom(module=module, names=names):
            yield (module or "").partition(".")[0]
            yield from (alias.name for alias in names)


def _is_regex_compile(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="re"), attr="compile"):
            return True
    return False


def _joins_paths(node: ast.BinOp | ast.AugAssign) -> bool:
    """Tell a path from an amount: one side is a literal text, which no number can be divided by."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)


def _turns_ms_into_seconds(node: ast.BinOp | ast.AugAssign) -> bool:
    """Allow `…_ms / 1000`: libraries want their waiting times in seconds. No amount ends in _ms."""
    match node:
        case ast.BinOp(left=ast.Name(id=name) | ast.Attribute(attr=name), right=right):
            return name.endswith("_ms") and isinstance(right, ast.Constant) and right.value == 1000
    return False
