"""Every rule by its name."""

from inspect import getmembers, isfunction

from tests.terraform.rules import (
    access,
    databases,
    edge,
    encryption,
    functions,
    messages,
    operations,
    residency,
)
from tests.terraform.rules.rule import Rule

MODULES = (access, databases, edge, encryption, functions, messages, operations, residency)


def rules() -> dict[str, Rule]:
    """Return the rules, named `module.rule`."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in MODULES
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
