"""Changes of the Terraform code that must be refused, planned in batches."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("mutations.toml")


class MisplacedMutation(Exception):
    """Say which change does not fit the code any more."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of one file, and what refuses it; see mutations.toml."""

    name: str
    batch: str
    file: str
    new: str
    rule: str
    at: str
    fault: str
    old: str = ""
    drop: str = ""
    put: str = ""

    @property
    def root(self) -> str:
        """Return the root whose plan shows the change."""
        return "us" if self.batch == "us" else "eu"

    def changed(self, text: str) -> str:
        """Return the file's text with the change in it.

        Raises MisplacedMutation.
        """
        if not self.old:
            return text + self.new
        for old, new in ((self.old, self.new), (self.drop, self.put)):
            if old and text.count(old) != 1:
                raise MisplacedMutation(f"{self.name}: stands {text.count(old)} times: {old}")
            text = text.replace(old, new) if old else text
        return text


def mutations() -> list[Mutation]:
    """Read every mutation."""
    return [Mutation(**row) for row in tomllib.loads(FILE.read_text())["mutation"]]


def apply(tree: Path, chosen: Iterable[Mutation]) -> dict[Path, str]:
    """Change the files of a tree; return what they were.

    Raises MisplacedMutation.
    """
    was: dict[Path, str] = {}
    # What is added at an end comes last: it may repeat what another one looks for.
    for mutation in sorted(chosen, key=lambda mutation: not mutation.old):
        path = tree / "terraform" / mutation.file
        was.setdefault(path, path.read_text())
        path.write_text(mutation.changed(path.read_text()))
    return was
