"""What the running stack holds in memory, process by process.

`python -m tests.benchmarks.memory`. The resident size counts what processes share once for each of
them; the proportional one (PSS) shares it out, so its sum is what the machine really gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import results
from tests.benchmarks.results import Row
from tests.benchmarks.stack import Stack, prepare, running_stack
from tests.unit.emulators.processes_of import descendants

KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Held:
    """The memory of a part of the stack with all its processes, in MiB."""

    rss_mib: float
    pss_mib: float

    def rounded(self) -> tuple[float, float]:
        """Return both sizes as they are kept."""
        return round(self.rss_mib, 1), round(self.pss_mib, 1)

    def __add__(self, other: "Held") -> "Held":
        return Held(self.rss_mib + other.rss_mib, self.pss_mib + other.pss_mib)


def measure(stack: Stack) -> list[Row]:
    """Look at every process of the stack; print and keep the figures."""
    held = parts(stack.state["processes"])
    total = sum(held.values(), Held(0, 0))
    figures = {
        "unit": "MiB, resident and proportional",
        "parts": {
            name: (round(each.rss_mib, 1), round(each.pss_mib, 1)) for name, each in held.items()
        },
        "sum": (round(total.rss_mib, 1), round(total.pss_mib, 1)),
    }
    results.keep("memory", figures)
    return [_row(name, each) for name, each in (*sorted(held.items()), ("all of it", total))]


def parts(processes: Mapping[str, int]) -> dict[str, Held]:
    """Return what each part holds, its workers included; the supervisor without its children."""
    return {name: sum(map(held_by, _of(name, pid)), Held(0, 0)) for name, pid in processes.items()}


def _of(name: str, pid: int) -> Sequence[int]:
    return [pid] if name == "supervisor" else sorted({pid} | descendants(pid))


def held_by(pid: int) -> Held:
    """Return the memory of one process."""
    sizes = {
        line.split(":")[0]: int(line.split()[1]) / KIB_PER_MIB
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    }
    return Held(sizes["Rss"], sizes["Pss"])


def _row(name: str, held: Held) -> Row:
    return Row(f"{name}, MiB", f"{held.rss_mib:.0f}", f"{held.pss_mib:.0f} proportional", "", "")


if __name__ == "__main__":
    prepare()
    with running_stack() as running:
        results.table(measure(running))
