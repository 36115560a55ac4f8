"""What the commands print: plain lines, or a little colour on a terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

TAIL_LINES = 20

_console = Console(highlight=False, soft_wrap=True, markup=False)


def step(text: str) -> None:
    """Print one thing that happened."""
    _console.print(f"→ {text}", style="dim")
    _console.file.flush()


def good(text: str) -> None:
    """Print what the user waited for."""
    _console.print(text, style="bold green")


def bad(text: str) -> None:
    """Print what went wrong and what to do."""
    _console.print(text, style="bold red")


def line(text: str = "") -> None:
    """Print a line that may be copied."""
    _console.print(text)
    _console.file.flush()


def tail(log: Path) -> None:
    """Print the end of a log."""
    if log.exists():
        for text in log.read_text(errors="replace").splitlines()[-TAIL_LINES:]:
            _console.print(f"  | {text}")


def parts(state: Mapping[str, Any]) -> None:
    """Print the table of processes."""
    rows = [(name, str(pid)) for name, pid in sorted(state["processes"].items())]
    if not _console.is_terminal:
        for name, pid in rows:
            line(f"{name:<12} pid {pid}")
        return
    table = Table("process", "pid", box=None, header_style="bold")
    for row in rows:
        table.add_row(*row)
    _console.print(table)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers; plain columns where nobody looks at a terminal."""
    if _console.is_terminal:
        drawn = Table(*headers, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            drawn.add_row(*row)
        _console.print(drawn)
        return
    widths = [max(len(row[at]) for row in (headers, *rows)) for at in range(len(headers))]
    for row in (headers, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        line("  ".join(cells).rstrip())


def addresses(state: Mapping[str, Any]) -> None:
    """Print where a program finds the stack."""
    line(f"API        {state['api_url']}")
    line(f"Firestore  {state['eu']['firestore_host']}")
    line(f"Pub/Sub    {state['eu']['pubsub_host']}")
    line(f"KMS        {state['eu']['kms_host']}")


def partner(entry: Mapping[str, Any]) -> None:
    """Print a seeded partner's credentials and accounts."""
    line(f"Partner {entry['name']} ({entry['correspondent']})")
    line(f"  key     {entry['api_key']}")
    line(f"  secret  {entry['api_secret']}")
    for account in entry["accounts"]:
        line(f"  account {account}")
