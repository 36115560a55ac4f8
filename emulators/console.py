"""What the commands print: plain lines, or a little colour on a terminal."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

TAIL_LINES = 20

_console = Console(highlight=False, soft_wrap=True, markup=False)
_errors = Console(stderr=True, highlight=False, markup=False)
_STATE_STYLES = {"up": "green", "gone": "bold red", "silent": "bold red"}
_loaded_s = time.monotonic()


def keep_results_apart() -> None:
    """Print everything for people to stderr: what goes to stdout is one JSON value."""
    _console.file = sys.stderr


def result(value: Any) -> None:
    """Print one JSON value on one line of stdout."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def step(text: str) -> None:
    """Print one thing that happened, and how long after the start of the command."""
    _console.print(f"→ {time.monotonic() - _loaded_s:5.1f} s  {text}", style="dim")
    _console.file.flush()


def good(text: str) -> None:
    """Print what the user waited for."""
    _console.print(text, style="bold green")


def heading(text: str) -> None:
    """Print what the next lines are."""
    _console.print(text, style="bold")


def note_above(text: str) -> None:
    """Print what the next line does; it may be copied with it."""
    _console.print(f"# {text}", style="dim")


def bad(text: str) -> None:
    """Print what went wrong and what to do."""
    _console.print(text, style="bold red")


def banner(title: str, text: str) -> None:
    """Print what is otherwise than asked for, so that nobody overlooks it."""
    for each in ("=" * len(title), title, "=" * len(title)):
        _console.print(each, style="bold yellow")
    _console.print(text)
    _console.file.flush()


def line(text: str = "") -> None:
    """Print a line that may be copied."""
    _console.print(text)
    _console.file.flush()


def drawing(lines: Sequence[Text]) -> None:
    """Print lines that have their own styles."""
    for drawn in lines:
        _console.print(drawn)
    _console.file.flush()


def page_width(least: int, most: int) -> int:
    """Return how many characters a drawing may be wide: what the terminal has, within bounds."""
    return max(least, min(most, _console.width)) if _console.is_terminal else most


def note(text: str) -> None:
    """Print what is no result, beside the results: scripts read on."""
    _errors.print(text, style="dim")
    _errors.file.flush()


def message(title: str, attributes: Mapping[str, str], body: Any) -> None:
    """Print a message whole: its title, its attributes, its body."""
    _console.print(title, style="bold cyan")
    for name, value in attributes.items():
        _console.print(f"    {name}: {value}", style="dim")
    body_text = body if isinstance(body, str) else json.dumps(body, indent=2)
    line("\n".join(f"    {part}" for part in body_text.splitlines()))


def tail(log: Path) -> None:
    """Print the end of a log."""
    if log.exists():
        for text in log.read_text(errors="replace").splitlines()[-TAIL_LINES:]:
            _console.print(f"  | {text}")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers; plain columns where nobody looks at a terminal."""
    if _console.is_terminal:
        drawn = Table(*headers, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            drawn.add_row(*(Text(cell, _STATE_STYLES.get(cell, "")) for cell in row))
        _console.print(drawn)
        return
    widths = [max(len(row[at]) for row in (headers, *rows)) for at in range(len(headers))]
    for row in (headers, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        line("  ".join(cells).rstrip())


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that something takes its time; nothing where nobody looks at a terminal."""
    with _spinning(_errors, text):
        yield


def counted(steps: Iterable[str], total: int, text: str) -> Iterator[str]:
    """Yield the steps of long work, and show how many are done where somebody looks."""
    if not _errors.is_terminal:
        yield from steps
        return
    yield from track(steps, text, total, console=_errors, transient=True)


@contextmanager
def starting(text: str) -> Iterator[None]:
    """Show the same between steps that are printed meanwhile."""
    with _spinning(_console, text):
        yield


@contextmanager
def _spinning(console: Console, text: str) -> Iterator[None]:
    if console.is_terminal:
        with console.status(text):
            yield
        return
    yield


def partner(entry: Mapping[str, Any]) -> None:
    """Print a seeded partner's credentials and accounts."""
    _console.print(f"Partner {entry['name']} ({entry['correspondent']})", style="bold")
    line(f"  key     {entry['api_key']}")
    line(f"  secret  {entry['api_secret']}")
    for account in entry["accounts"]:
        line(f"  account {account}")
