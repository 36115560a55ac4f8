"""`python -m emulators.operator`: what the launcher .venv/bin/two-ledger runs."""

from emulators.operator.cli import two_ledger

if __name__ == "__main__":
    two_ledger(prog_name="two-ledger")
