"""The budget of an order: documents, queries and messages, line by line, each with its reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("budget.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """How many, and why not fewer."""

    count: int
    why: str


def sections() -> list[str]:
    """Name what has a budget."""
    return list(tomllib.loads(FILE.read_text()))


def lines_of(section: str) -> dict[str, Line]:
    """Return the lines of a section by `region.kind.name`."""
    regions = tomllib.loads(FILE.read_text())[section]
    return {
        f"{region}.{kind}.{name}": Line(**line)
        for region, kinds in regions.items()
        for kind, names in kinds.items()
        for name, line in names.items()
    }


def departures(spent: Mapping[str, int], lines: Mapping[str, Line]) -> list[str]:
    """Name every line that was not kept to, with the reason it stands for."""
    return [
        f"{name}: {spent.get(name, 0)} instead of {line.count} ({line.why})"
        for name, line in lines.items()
        if spent.get(name, 0) != line.count
    ] + [f"{name}: {spent[name]}, not in the budget" for name in sorted(spent.keys() - lines)]


def totals(figures: Mapping[str, float]) -> dict[str, float]:
    """Add up figures by kind over both regions and all names."""
    sums: dict[str, float] = {}
    for name, figure in figures.items():
        kind = name.split(".")[1]
        sums[kind] = sums.get(kind, 0) + figure
    return sums
