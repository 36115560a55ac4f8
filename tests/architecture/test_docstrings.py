"""Every public name of `shared` says what it means: units, errors, rule."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import name_of, python_files, tree

CLASS = '"""M."""\nclass C:\n    """C."""\n'
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def undocumented(module: ast.Module, ports: frozenset[str]) -> list[str]:
    """Return the public names without a docstring.

    A method of a port is explained there, and a property by its name, unless it has a unit.
    """
    if not module.body:
        return []  # the empty __init__ of a package
    faults = [] if ast.get_docstring(module) else ["the module"]
    for node, owner in definitions(module):
        is_explained = owner is not None and (node.name in ports or is_unitless_property(node))
        if not (ast.get_docstring(node) or node.name.startswith("_") or is_explained):
            faults.append(f"{owner}.{node.name}" if owner else node.name)
    return faults


def is_unitless_property(node: Definition) -> bool:
    """Tell a property that is no number: what its name says is all there is to say."""
    if isinstance(node, ast.ClassDef) or node.returns is None:
        return False
    is_property = any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)
    return is_property and ast.unparse(node.returns) != "int"


def definitions(module: ast.Module) -> Iterator[tuple[Definition, str | None]]:
    """Yield the functions and classes of a module and the methods of its public classes."""
    for node in module.body:
        if isinstance(node, Definition):
            yield node, None
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, Definition) and not isinstance(method, ast.ClassDef):
                    yield method, node.name


def port_methods(module: ast.Module) -> frozenset[str]:
    """Return the names of the methods that the module's protocols explain."""
    return frozenset(
        method.name
        for node in module.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and ast.get_docstring(method)
    )


def test_every_public_name_of_shared_is_explained() -> None:
    files = [(path, tree(path)) for path in python_files("shared")]
    ports = frozenset[str]().union(*(port_methods(module) for _, module in files))
    faults = {name_of(path): undocumented(module, ports) for path, module in files}
    assert {file: names for file, names in faults.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("def f(): ...", ["the module", "f"]),
        ('"""M."""\ndef f(): ...', ["f"]),
        ('"""M."""\nclass C: ...', ["C"]),
        (f"{CLASS}    def m(self): ...", ["C.m"]),
        (f"{CLASS}    def explained(self): ...", []),
        (f"{CLASS}    @property\n    def is_open(self) -> bool: ...", []),
        (f"{CLASS}    @property\n    def size(self) -> int: ...", ["C.size"]),
        ('"""M."""\ndef _f(): ...\nclass _C:\n    def m(self): ...', []),
        ('"""M."""\ndef f():\n    """F."""\n    def inner(): ...', []),
        ("", []),
    ],
)
def test_what_is_not_explained_is_found(source: str, faults: list[str]) -> None:
    assert undocumented(ast.parse(source), frozenset({"explained"})) == faults
