"""The import contracts hold, and each of them is broken by what it is there against (D3)."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
TOPS = ("shared", "functions", "emulators")

# What is added to a file, and the contract that must be broken by it.
SABOTAGE = {
    "us imports eu": (
        "shared/us/venues/model/venue.py",
        "import shared.eu.ledger.paths",
        "us-blind",
    ),
    "us imports eu inside a function": (
        "shared/us/venues/model/venue.py",
        "def f():\n    from shared.eu.accounts.paths import account_path\n    return account_path",
        "us-blind",
    ),
    "us imports a type of eu": (
        "shared/us/orders/model/order.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shared.eu.ledger.paths",
        "us-blind",
    ),
    "us imports eu by a relative name": (
        "shared/us/venues/model/venue.py",
        "from ....eu.ledger import paths",
        "us-blind",
    ),
    "us function imports eu": (
        "functions/us/orders/main.py", "import shared.eu.ledger.paths", "us-blind"
    ),
    "eu function imports us": (
        "functions/eu/trading/main.py", "import shared.us.orders.paths", "eu-blind"
    ),
    "both regions meet in a driver": (
        "shared/gcp/logs.py", "import shared.us.orders.paths", "eu-blind"
    ),
    "core imports a region": ("shared/core/money.py", "import shared.eu.ledger.paths", "stack"),
    "a new package without a place": ("shared/extra/__init__.py", "", "stack"),
    "a new module without a layer": ("shared/eu/ledger/helpers.py", "", "hexagon"),
    "a model imports its service": (
        "shared/eu/orders/model/order.py", "import shared.eu.orders.service.place", "hexagon"
    ),
    "a lower context imports an upper one": (
        "shared/eu/ledger/paths.py", "import shared.eu.orders.paths", "eu contexts"
    ),
    "a lower us context imports an upper one": (
        "shared/us/omnibus/paths.py", "import shared.us.orders.paths", "us contexts"
    ),
    "a service imports a driver": (
        "shared/eu/orders/service/place.py", "import shared.gcp.documents", "pure"
    ),
    "a model imports a library of the cloud": (
        "shared/us/orders/model/order.py", "import google.cloud.firestore", "pure"
    ),
    "a function imports a twin": (
        "functions/eu/books/main.py", "import shared.memory.documents", "the twins stay out"
    ),
    "a function imports another": (
        "functions/us/orders/main.py",
        "import functions.us.marketdata.main",
        "functions are independent",
    ),
    "orders open the vault": (
        "shared/eu/orders/service/place.py", "import shared.eu.vault.paths", "guest list"
    ),
}  # fmt: skip


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def broken(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in ran.stdout.splitlines() if line.endswith("BROKEN")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the contracts read; a test leaves it as it found it."""
    folder = tmp_path_factory.mktemp("contracts")
    for top in TOPS:
        shutil.copytree(ROOT / top, folder / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_holds() -> None:
    ran = lint_imports(ROOT)
    assert ran.returncode == 0, ran.stdout
    assert broken(ran) == []


def test_every_contract_holds_in_a_copy(copy: Path) -> None:
    assert lint_imports(copy).returncode == 0


@pytest.mark.parametrize(("file", "line", "contract"), SABOTAGE.values(), ids=SABOTAGE.keys())
def test_a_forbidden_import_breaks_its_contract(
    copy: Path, file: str, line: str, contract: str
) -> None:
    path = copy / file
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((before or b"") + f"\n{line}\n".encode())
    try:
        ran = lint_imports(copy)
    finally:
        if before is None:
            path.unlink()
            if path.name == "__init__.py":
                path.parent.rmdir()
        else:
            path.write_bytes(before)
    assert ran.returncode == 1, ran.stderr
    assert any(name.startswith(contract) for name in broken(ran)), ran.stdout


def test_every_contract_is_sabotaged() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = configured["tool"]["importlinter"]["contracts"]
    sabotaged = tuple(contract for _, _, contract in SABOTAGE.values())
    assert [row["name"] for row in contracts if not row["name"].startswith(sabotaged)] == []
