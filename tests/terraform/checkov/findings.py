"""What checkov finds, and what of it stays, each with its reason (accepted.toml)."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.sources import ROOT

CHECKOV = ROOT / "build/checkov/bin/checkov"
ACCEPTED = Path(__file__).with_name("accepted.toml")
# Nothing is asked of a service, and no module is fetched: ours are all here.
OFFLINE = ("--skip-download", "--download-external-modules", "False")
INDEX = re.compile(r"\[[^]]*\]")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A check that a resource fails; all of a `for_each` are one resource."""

    check: str
    resource: str
    title: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Return what a list names a finding by."""
        return self.check, self.resource


def scan(*arguments: str) -> set[Finding]:
    """Run checkov and return what it finds.

    Raises subprocess.CalledProcessError, with what it said.
    """
    command = [
        str(CHECKOV),
        *arguments,
        *OFFLINE,
        "--quiet",
        "--compact",
        "--soft-fail",
        "-o",
        "json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(read(done.stdout))


def read(text: str) -> Iterable[Finding]:
    """Read checkov's answer: one report, or one for each kind of file.

    Raises ValueError where it could not read a file.
    """
    answer = json.loads(text)
    for report in answer if isinstance(answer, list) else [answer]:
        if report["summary"]["parsing_errors"] or not report["summary"]["resource_count"]:
            raise ValueError("checkov could not read everything")
        for row in report["results"]["failed_checks"]:
            yield Finding(row["check_id"], INDEX.sub("", row["resource"]), row["check_name"])


def accepted(file: Path = ACCEPTED) -> dict[tuple[str, str], str]:
    """Return the reasons of what stays, by check and resource."""
    rows = tomllib.loads(file.read_text())["accepted"]
    return {(row["check"], resource): row["reason"] for row in rows for resource in row["on"]}


def faults(found: Iterable[Finding], listed: Iterable[tuple[str, str]]) -> Sequence[str]:
    """Tell of findings that no line accepts, and of lines that accept nothing any more."""
    seen = {finding.place: finding for finding in sorted(found)}
    wanted = set(listed)
    new = [f"{' on '.join(place)}: {seen[place].title}" for place in sorted(seen.keys() - wanted)]
    old = [f"{' on '.join(place)}: accepted, not found" for place in sorted(wanted - seen.keys())]
    return [*new, *old]
