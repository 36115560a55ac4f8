"""The repository speaks of the project alone, and installs what is pinned and nothing else."""

import json
import re
import subprocess

import pytest

from tests.architecture.sources import ROOT

REGISTRY_HOST = re.compile(
    r"(pypi\.(org|io)|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|crates\.io|rubygems\.org"
    r"|proxy\.golang\.org|repo1?\.maven|conda\.anaconda\.org|art[i]factory|jfrog\.io|son[a]type)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.<{~-])(/(work|home|root|Users|mnt|media)/\w|[A-Z]:\\Users)")
REQUIREMENT = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,._-]+\])?==\S+( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
COMMENT = re.compile(r" *#.*")


def tracked() -> dict[str, str]:
    """Return the tracked text files by name."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts = {}
    for name in listed.stdout.rstrip("\0").split("\0"):
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            texts[name] = data.decode()
    return texts


def places(form: re.Pattern[str], text: str) -> list[str]:
    return [line for line in text.splitlines() if form.search(line)]


@pytest.mark.parametrize("form", [REGISTRY_HOST, MACHINE_PATH], ids=["registry", "path"])
def test_no_text_names_a_registry_or_a_machine(form: re.Pattern[str]) -> None:
    texts = tracked()
    assert len(texts) > 100
    found = {name: places(form, text) for name, text in texts.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def requirements() -> dict[str, str]:
    return {
        name: text
        for name, text in tracked().items()
        if re.fullmatch(r"(.*/)?requirements[^/]*\.txt", name)
    }


def faults_of_requirements(text: str) -> list[str]:
    """Return the lines that are neither a pinned package, a hash of it, nor a comment."""
    faults = []
    awaits_hash = False
    for line in text.splitlines():
        if awaits_hash and not HASH.fullmatch(line):
            faults.append(f"no hash before: {line}")
        if not any(form.fullmatch(line) for form in (REQUIREMENT, HASH, COMMENT)):
            faults.append(line)
        awaits_hash = line.endswith("\\")
    return faults + (["no hash at the end"] if awaits_hash else [])


def test_every_requirement_is_pinned_and_hashed_from_no_place_of_its_own() -> None:
    assert {"functions/requirements.txt", "requirements-dev.txt"} <= requirements().keys()
    for name, text in requirements().items():
        assert faults_of_requirements(text) == [], name


def test_the_requirements_of_every_bundle_exist() -> None:
    bundles = json.loads((ROOT / "functions/bundles.json").read_text())
    for bundle in bundles.values():
        assert bundle["requirements"] in requirements()


PINNED = f"flask==3.1.3 \\\n    --hash=sha256:{'0' * 64}\n"


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        (PINNED, True),
        (f"# by hand\n{PINNED}    # via nothing\n", True),
        ("flask==3.1.3\n", False),
        ("flask>=3 \\\n", False),
        (PINNED.replace("==", ">="), False),
        (f"--index-url https://example.org/simple\n{PINNED}", False),
        (f"-i https://example.org/simple\n{PINNED}", False),
        (f"-r other.txt\n{PINNED}", False),
        ("flask==3.1.3 \\\n    # a comment, no hash\n", False),
    ],
)
def test_a_requirement_without_pin_or_hash_is_found(text: str, is_sound: bool) -> None:
    assert (faults_of_requirements(text) == []) is is_sound


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (REGISTRY_HOST, "https://files.python" + "hosted.org/x"),
        (REGISTRY_HOST, "registry.npm" + "js.org"),
        (MACHINE_PATH, "cd /ho" + "me/ana/project"),
        (MACHINE_PATH, '"/wo' + 'rk/main"'),
        (MACHINE_PATH, "C:" + "\\Users"),
    ],
)
def test_a_registry_or_a_machine_path_is_found(form: re.Pattern[str], text: str) -> None:
    assert places(form, text) == [text]


@pytest.mark.parametrize("text", ["/v1/work/x", "GET /v1/assets", "~/work", "…/home", "/dev/null"])
def test_paths_of_urls_are_left_alone(text: str) -> None:
    assert places(MACHINE_PATH, text) == []
