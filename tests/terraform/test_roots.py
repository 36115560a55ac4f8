"""Both roots are formatted, valid, and pass their own tests, with nothing but this machine."""

import re
import subprocess
from collections.abc import Callable
from functools import cache

import pytest

from tests.architecture.sources import ROOT
from tests.terraform.cases import SEED, Planner
from tests.terraform.plans import read
from tests.terraform.rules.all import rules
from tests.terraform.rules.rule import findings
from tests.terraform.workbench import ROOTS, TerraformError, Workbench

FOLDER = ROOT / "terraform"
HCL = sorted(path for path in FOLDER.rglob("*.tf") if ".terraform" not in path.parts)
VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.M | re.S)
OUTPUT = re.compile(r'^output "(\w+)" \{\n(.*?)^\}', re.M | re.S)
LINES_MAX = 240

each_root = pytest.mark.parametrize("root", ROOTS)


def test_everything_is_formatted(bench: Workbench) -> None:
    bench.run("eu", "fmt", "-check", "-recursive", str(FOLDER))


@each_root
def test_the_root_is_valid(bench: Workbench, root: str) -> None:
    bench.run(root, "validate", "-no-color")


@each_root
def test_the_root_passes_its_own_tests(bench: Workbench, root: str) -> None:
    said = bench.run(root, "test", "-no-color")
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", said)


WRONG = {
    "one": {
        "behaviour": '{"market_hours":"always"}',
        "border_signing_seed": "too short",
        "cmek": "false",
        "organization_policies": "false",
        "region": "europe-west2",
    },
    "two": {"behaviour": '{"instant_funding":true}', "export_region": "europe-southwest1"},
    "three": {"behaviour": '{"review":"automatic"}', "export_region": "europe-west6"},
    "four": {"environment": "staging"},
}


@pytest.fixture(scope="session")
def refusal_of(bench: Workbench) -> Callable[[str], str]:
    """Return what tells what Terraform says to several wrong variables at once."""

    @cache
    def refusal(wrong: str) -> str:
        given = [f"-var={name}={value}" for name, value in WRONG[wrong].items()]
        with pytest.raises(TerraformError) as refused:
            bench.plan("eu", "-var-file=production.tfvars", SEED, *given)
        return " ".join(str(refused.value).split())

    return refusal


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("one", "The EU project lies in a region of the European Union."),
        ("one", "Production is encrypted with our own keys."),
        ("one", "Production is bound by organization policies."),
        ("one", "Production has real market hours, people who review"),
        ("one", "The seed has 64 hexadecimal digits"),
        ("two", "The export lies in a second region of the European Union."),
        ("two", "Production has real market hours, people who review"),
        ("three", "Production has real market hours, people who review"),
        ("three", "The export lies in a second region of the European Union."),
        ("four", "An environment is production or sandbox."),
    ],
)
def test_production_in_the_eu_refuses(
    refusal_of: Callable[[str], str], wrong: str, said: str
) -> None:
    assert said in refusal_of(wrong)


PARTNERS_CA = '-var=client_ca=["-----BEGIN CERTIFICATE-----"]'


def test_partners_may_be_asked_for_certificates(bench: Workbench) -> None:
    plan = read("eu", bench.plan("eu", "-var-file=production.tfvars", SEED, PARTNERS_CA))
    (policy,) = plan.of("network_security_server_tls_policy")
    assert policy.block("mtls_policy")["client_validation_mode"] == "REJECT_INVALID"
    assert findings(plan, rules()) == []


def test_nobody_is_asked_for_certificates_by_default(plan_of: Planner) -> None:
    assert plan_of("eu production with its peer").of("network_security_server_tls_policy") == []


def test_an_archive_with_a_file_of_the_other_region_is_refused(bench: Workbench) -> None:
    table = bench.tree / "functions/bundles.json"
    was = table.read_text()
    table.write_text(
        was.replace('"shared/us/marketdata"', '"shared/us/marketdata", "shared/eu/auth"', 1)
    )
    try:
        with pytest.raises(TerraformError, match="files of the other region"):
            bench.plan("us", "-var-file=production.tfvars", SEED)
    finally:
        table.write_text(was)


@pytest.mark.parametrize("form", [VARIABLE, OUTPUT], ids=["variables", "outputs"])
def test_variables_and_outputs_are_typed_described_and_sorted(form: re.Pattern[str]) -> None:
    assert len(HCL) > 60
    for path in HCL:
        found = form.findall(path.read_text())
        names = [name for name, _ in found]
        assert names == sorted(names), path
        for name, body in found:
            assert "  description = " in body, f"{path}: {name}"
            assert form is OUTPUT or re.search(r"^  type +=", body, re.M), f"{path}: {name}"


def test_files_are_short() -> None:
    for path in HCL:
        assert len(path.read_text().splitlines()) <= LINES_MAX, path


def test_nothing_of_terraform_is_tracked_but_its_code() -> None:
    said = subprocess.run(
        ["git", "ls-files", "terraform"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kinds = {name.rpartition(".")[2] for name in said.stdout.splitlines()}
    assert kinds <= {"hcl", "md", "proto", "tf", "tfvars"}
