"""One operation is one file of its context and one entry of its function, for its routes (D12)."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

from shared.core.routes import Route, load
from tests.architecture.sources import ROOT, called, python_files, tree

ROUTES = load(ROOT / "shared/eu/routes.json")
BUNDLES = json.loads((ROOT / "functions/bundles.json").read_text())


def api_files() -> dict[str, Path]:
    """Return the files in a context's `api` that build an operation, by the operation's name."""
    found = [
        path
        for path in python_files("shared/eu")
        if path.parent.name == "api" and "operation" in builders(path)
    ]
    assert max(Counter(path.stem for path in found).values()) == 1
    return {path.stem: path for path in found}


def builders(path: Path) -> set[str]:
    return {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}


def mounted(main: Path) -> dict[str, str]:
    """Return the operations map of a function: each name with the file whose operation it is."""
    (call,) = [
        node
        for node in ast.walk(tree(main))
        if isinstance(node, ast.Call) and called(node) in ("HttpApi", "StreamApi")
    ]
    (operations,) = [word.value for word in call.keywords if word.arg == "operations"]
    assert isinstance(operations, ast.Dict)
    entries = zip(operations.keys, operations.values, strict=True)
    return {ast.literal_eval(key): builder(value) for key, value in entries if key is not None}


def builder(value: ast.expr) -> str:
    assert isinstance(value, ast.Call)
    assert isinstance(value.func, ast.Attribute)
    assert isinstance(value.func.value, ast.Name)
    assert value.func.attr == "operation"
    return value.func.value.id


def public_functions() -> dict[str, Path]:
    return {
        bundle["name"]: ROOT / bundle["main"]
        for bundle in BUNDLES.values()
        if bundle["kind"] in ("public", "stream")
    }


def test_routes_are_unique_and_sorted() -> None:
    names = [(route.operation, route.path) for route in ROUTES]
    assert names == sorted(set(names))
    assert max(Counter((route.method, shape(route)) for route in ROUTES).values()) == 1


def shape(route: Route) -> str:
    """Return the path without the names of its parameters: two such paths match the same."""
    parts = route.path.split("/")
    return "/".join("{}" if part.startswith("{") else part for part in parts)


def test_every_route_has_its_file_and_every_file_its_route() -> None:
    assert api_files().keys() == {route.operation for route in ROUTES}


def test_a_file_opens_with_its_route() -> None:
    for operation, routes in by_operation().items():
        heading = docstring_of(operation).splitlines()[0].split(": ")[0]
        assert heading == f"{routes[0].method} {routes[0].path}"


def test_a_file_names_the_other_routes_of_its_operation() -> None:
    for operation, (_, *others) in by_operation().items():
        named = re.findall(r"Also ([A-Z]+ [^ ]+?)[,.]", docstring_of(operation))
        assert named == [f"{route.method} {route.path}" for route in others]


def test_routes_of_one_operation_differ_in_their_path_alone() -> None:
    for operation, routes in by_operation().items():
        kinds = {(route.method, route.function, route.rate_class) for route in routes}
        assert len(kinds) == 1, operation
        first, *others = (route.scope for route in routes)
        same = "reference" if first == "reference" else "bound"
        assert {*others} <= {same}, operation
        assert first != "bound", operation


def by_operation() -> dict[str, list[Route]]:
    found: dict[str, list[Route]] = {}
    for route in ROUTES:
        found.setdefault(route.operation, []).append(route)
    return found


def docstring_of(operation: str) -> str:
    return ast.get_docstring(tree(api_files()[operation])) or ""


def test_every_route_is_mounted_by_its_function_and_nothing_else_is() -> None:
    expected: dict[str, dict[str, str]] = {name: {} for name in public_functions()}
    for route in ROUTES:
        expected[route.function][route.operation] = route.operation
    assert {name: mounted(main) for name, main in public_functions().items()} == expected


def test_a_route_under_an_account_is_authorized_by_it() -> None:
    for route in ROUTES:
        assert ("{account_id}" in route.path) == (route.scope == "account"), route.operation
