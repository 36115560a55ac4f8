"""What a rule is: it looks at a plan and yields what must not be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.terraform.plans import Plan

Findings = Iterator[tuple[str, str]]
"""Addresses of resources, each with what is wrong."""

Rule = Callable[[Plan], Findings]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the rule's name, where, and what is wrong."""

    rule: str
    address: str
    fault: str


def findings(plan: Plan, rules: dict[str, Rule]) -> list[Finding]:
    """Return what the rules find in a plan."""
    return [
        Finding(name, address, fault)
        for name, rule in rules.items()
        for address, fault in rule(plan)
    ]
