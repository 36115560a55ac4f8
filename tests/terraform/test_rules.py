"""Every rule holds in every plan, and every mutation is refused by the rule that it names."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.terraform.cases import CASES, SEED, Planner
from tests.terraform.mutations import Mutation, apply, mutations
from tests.terraform.plans import read
from tests.terraform.rules.all import rules
from tests.terraform.rules.rule import Finding, findings
from tests.terraform.workbench import Workbench

RULES = rules()
MUTATIONS = mutations()
# What a plan of production is worth, if nothing fell out of it.
RESOURCES_MIN = {"eu": 300, "us": 100}


@pytest.mark.parametrize("case", CASES)
def test_the_plan_is_whole(plan_of: Planner, case: str) -> None:
    plan = plan_of(case)
    assert plan.is_paired is (case != "eu sandbox without its peer")
    assert plan.is_production is ("production" in case)
    if plan.is_production:
        assert len(plan.resources) >= RESOURCES_MIN[plan.root]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("case", CASES)
def test_the_rule_holds(plan_of: Planner, case: str, rule: str) -> None:
    assert list(RULES[rule](plan_of(case))) == []


@pytest.fixture(scope="session")
def found_in(bench: Workbench) -> Callable[[str], list[Finding]]:
    """Return what tells what the rules find once the mutations of a batch are made."""

    @cache
    def found(batch: str) -> list[Finding]:
        chosen = [mutation for mutation in MUTATIONS if mutation.batch == batch]
        was = apply(bench.tree, chosen)
        try:
            root = chosen[0].root
            plan = bench.plan(root, "-var-file=production.tfvars", SEED)
            return findings(read(root, plan), RULES)
        finally:
            for path, text in was.items():
                path.write_text(text)

    return found


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: str(mutation.name))
def test_the_mutation_is_refused(
    found_in: Callable[[str], list[Finding]], mutation: Mutation
) -> None:
    assert [
        finding
        for finding in found_in(mutation.batch)
        if finding.rule == mutation.rule
        and mutation.at in finding.address
        and mutation.fault in finding.fault
    ]


def test_no_two_mutations_of_a_batch_are_told_by_the_same_finding() -> None:
    told = [(m.batch, m.rule, m.at, m.fault) for m in MUTATIONS]
    assert len(set(told)) == len(told) >= 30
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS)


def test_nearly_every_rule_has_refused_something() -> None:
    # These look for what the tables have and the plan has not: no change shows them alone.
    unproven = {
        "access.databases",
        "databases.listed_databases",
        "edge.backends",
        "operations.dashboard",
    }
    assert RULES.keys() - {m.rule for m in MUTATIONS} <= unproven
