"""The collections and queries of the code, read from its syntax."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path

from tests.architecture.sources import called, module_of, tree

Index = tuple[tuple[str, str], ...]
"""Fields with their order, as the database needs them for one kind of query."""

_LITERAL_PATH = re.compile(r"([a-z_]+)/(?:[a-z_]+)?")
_MEDIA_TYPES = frozenset({"application", "image", "text"})
_BOTH = ("ASCENDING", "DESCENDING")


@dataclass(frozen=True)
class Query:
    """What one query asks of a collection."""

    collection: str
    index: Index


def collections_in(path: Path) -> set[str]:
    """Return the collections whose document paths a file builds."""
    texts = (_start_of_path(node, path) for node in ast.walk(tree(path)))
    return {text for text in texts if text}


def queries_in(path: Path) -> Iterator[Query]:
    """Yield every query of a file, once for each shape it can take."""
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef):
            calls = [call for call in _calls(function) if _is_query(call)]
            for call in calls:
                if len(calls) > 1:
                    raise AssertionError(f"{path}: {function.name} has more than one query")
                collection = str(_value(call.args[0], path))
                for conditions in _shapes(function):
                    for order in _orders(call):
                        index = _index(conditions, order)
                        if index:  # any document at all is found without one
                            yield Query(collection, index)


def _start_of_path(node: ast.AST, path: Path) -> str | None:
    match node:
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name() as name), rest, *_]):
            if isinstance(rest, ast.Constant) and str(rest.value).startswith("/"):
                return str(_value(name, path)) if name.id.isupper() else None
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), ast.FormattedValue(), *_]):
            return _collection_of(text)
        case ast.Assign(value=ast.Constant(value=str(text))):
            return _collection_of(text)
    return None


def _collection_of(text: str) -> str | None:
    match = _LITERAL_PATH.fullmatch(text)
    return match[1] if match and match[1] not in _MEDIA_TYPES else None


def _is_query(call: ast.Call) -> bool:
    return called(call) == "query" and isinstance(call.func, ast.Attribute) and bool(call.args)


def _calls(function: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _shapes(function: ast.FunctionDef) -> Iterator[list[tuple[str, str]]]:
    """Yield the conditions of a function's query: those under an `if` with and without."""
    under_if = [
        call
        for branch in ast.walk(function)
        if isinstance(branch, ast.If)
        for call in chain.from_iterable(map(_conditions, branch.body))
    ]
    always = [call for call in _conditions(function) if call not in under_if]
    for count in range(len(under_if) + 1):
        for some in combinations(under_if, count):
            yield [_condition(call) for call in (*always, *some)]


def _conditions(node: ast.AST) -> list[ast.Call]:
    return [call for call in _calls(node) if called(call) == "Condition"]


def _condition(call: ast.Call) -> tuple[str, str]:
    field, operator = (ast.literal_eval(argument) for argument in call.args[:2])
    return field, operator


def _orders(call: ast.Call) -> list[tuple[str, str] | None]:
    words = {word.arg: word.value for word in call.keywords}
    if "order_by" not in words:
        return [None]
    field = ast.literal_eval(words["order_by"])
    descending = words.get("descending", ast.Constant(value=False))
    if isinstance(descending, ast.Constant):
        return [(field, _BOTH[bool(descending.value)])]
    return [(field, order) for order in _BOTH]


def _index(conditions: list[tuple[str, str]], order: tuple[str, str] | None) -> Index:
    """Return equalities first, then what is ordered or under a range."""
    equal = [(field, "ASCENDING") for field, operator in conditions if operator == "=="]
    ranged = [(field, "ASCENDING") for field, operator in conditions if operator != "=="]
    return tuple(dict.fromkeys([*equal, *([order] if order else ranged)]))


def _value(expression: ast.expr, path: Path) -> object:
    if isinstance(expression, ast.Constant):
        return expression.value
    if not isinstance(expression, ast.Name):
        raise AssertionError(f"{path}: a collection is a name or a text")
    return getattr(importlib.import_module(module_of(path)), expression.id)
