"""The report of `make bench`: a table and a picture for each benchmark, machine and date named."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from tests.benchmarks import results
from tests.benchmarks.results import Row

OWN, BESIDE, LIMIT = "#2a55d9", "#b9c2d8", "#b3273f"
ROW_HEIGHT_IN = 0.62
WIDTH_IN = 8.5
Groups = Mapping[str, Sequence[Row]]


def write(groups: Groups, folder: Path = results.FOLDER) -> Path:
    """Write report.md and a picture for each group beside it; return where the report is."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = results.machine()
    lines = ["# Benchmarks", "", _machine_line(facts), ""]
    for name, rows in groups.items():
        picture = f"{name.replace(' ', '-')}.svg"
        draw(name, rows, folder / picture, _machine_line(facts))
        lines += [f"## {name.capitalize()}", "", *_table(rows), "", f"![{name}]({picture})", ""]
    path = folder / "report.md"
    path.write_text("\n".join(lines))
    return path


def draw(name: str, rows: Sequence[Row], path: Path, machine: str) -> None:
    """Draw our figures beside the others: each pair to its own scale, for units differ."""
    shown = [row for row in rows if number(row.own) is not None]
    figure = Figure(figsize=(WIDTH_IN, 1.1 + ROW_HEIGHT_IN * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    for at, row in enumerate(shown):
        _pair(axes, at, row, _largest(row, shown))
    axes.set_yticks(range(len(shown)), [row.figure for row in shown])
    axes.set_xlim(0, 1.3)
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.set_title(name.capitalize(), loc="left", weight="bold")
    axes.set_xlabel(machine, fontsize=8, loc="left", color="#5c6784")
    axes.spines[:].set_visible(False)
    figure.savefig(path, format="svg", metadata={"Date": None, "Title": name})


def number(text: str) -> float | None:
    """Return the number that a figure begins with, None where it begins with none."""
    try:
        return float(text.split()[0])
    except (ValueError, IndexError):
        return None


def _pair(axes: Any, at: int, row: Row, largest: float) -> None:
    own, beside = number(row.own) or 0.0, number(row.beside)
    told = f"{row.own}" + (f"   ratio {row.ratio}" if row.ratio else "")
    _bar(axes, at - 0.19, own / largest, OWN, told)
    if beside is None:
        return
    _bar(axes, at + 0.19, beside / largest, BESIDE, _beside(row))
    limit = number(row.target.removeprefix("≤").removeprefix("≥").strip())
    if row.ratio and limit is not None:
        axes.plot([beside * limit / largest] * 2, [at - 0.4, at + 0.02], color=LIMIT, linewidth=1.5)


def _beside(row: Row) -> str:
    return f"{row.beside} beside it" if row.ratio else row.beside


def _bar(axes: Any, at: float, share: float, color: str, told: str) -> None:
    axes.barh(at, share, 0.34, color=color)
    axes.text(share + 0.01, at, told, va="center", fontsize=8)


def _largest(row: Row, rows: Sequence[Row]) -> float:
    """Return what fills the width: the pair's own larger one, or for sizes that of all rows."""
    among = [row] if row.ratio else [each for each in rows if not each.ratio]
    return max(max(number(each.own) or 0, number(each.beside) or 0) for each in among) or 1.0


def _table(rows: Sequence[Row]) -> list[str]:
    cells = [(row.figure, row.own, row.beside, row.ratio, row.target) for row in rows]
    head = ("figure", "own", "beside it", "ratio", "target")
    return ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *cells)]


def _machine_line(facts: Mapping[str, Any]) -> str:
    size = f"{facts['cores']} cores, {facts['memory_gib']} GiB, load {facts['load_1m']}"
    software = f"{facts['system']} · Python {facts['python']}"
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {size} · {software}"
