"""Which reasons an operation may refuse with, read from the code that it is made of."""

import ast
from collections.abc import Iterator
from functools import cache

import grimp

from emulators.sandbox import ROOT
from shared.core.reasons import REASONS
from shared.core.routes import Route

CONTEXTS = "shared.eu"
_ALWAYS = ("internal", "unavailable")
_SIGNED_IN = ("unauthorized", "insufficient_scope", "rate_limited")


def reasons_of(route: Route) -> list[str]:
    """Return the reasons that a route may answer with, sorted.

    Those of the HTTP layer by the route's scope and verb, and every one that a module raises which
    the operation's own module imports.
    """
    reasons = {*_ALWAYS, *_raised_by(_module_of(route.operation))}
    if route.scope != "open":
        reasons |= set(_SIGNED_IN)
    if route.scope == "partner":
        reasons.add("forbidden")
    if route.scope == "bound":
        reasons.add("key_not_bound")
    if "{" in route.path:
        reasons.add("not_found")
    if route.method in ("POST", "PUT", "PATCH"):
        reasons |= {"malformed_body", "body_too_large"}
    if route.method == "GET":  # it has no body that could be wrong
        reasons = {r for r in reasons - {"malformed_body"} if REASONS[r].status not in (413, 422)}
    return sorted(reasons)


def _module_of(operation: str) -> str | None:
    ending = f".api.{operation}"
    return next((name for name in _graph().modules if name.endswith(ending)), None)


def _raised_by(module: str | None) -> set[str]:
    if module is None:
        return set()
    reached = {module} | _graph().find_upstream_modules(module)
    return {reason for each in reached if each.startswith(CONTEXTS) for reason in _raised_in(each)}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("shared", cache_dir=None)


@cache
def _raised_in(module: str) -> frozenset[str]:
    path = ROOT.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return frozenset(_refusals(ast.parse(source.read_text())))


def _refusals(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args:
            reason = node.args[0]
            choices = (reason.body, reason.orelse) if isinstance(reason, ast.IfExp) else (reason,)
            for each in choices:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value
