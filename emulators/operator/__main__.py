"""`python -m emulators.operator`: what the launcher .venv/bin/two-ledger runs."""

from emulators.operator import books_commands as books_commands
from emulators.operator import clock_commands as clock_commands
from emulators.operator import deployed_commands as deployed_commands
from emulators.operator import follow_commands as follow_commands
from emulators.operator import funding_commands as funding_commands
from emulators.operator import ledger_commands as ledger_commands
from emulators.operator import live_commands as live_commands
from emulators.operator import market_commands as market_commands
from emulators.operator import partner_commands as partner_commands
from emulators.operator import posting_commands as posting_commands
from emulators.operator import shell_commands as shell_commands
from emulators.operator.command_line import two_ledger

if __name__ == "__main__":
    two_ledger(prog_name="two-ledger")
