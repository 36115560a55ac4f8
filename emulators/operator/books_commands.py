"""`two-ledger status`, `reconcile` and `ledger`: how the stack and its books are."""

import sys

import click

from emulators import console, part_table
from emulators.operator import show
from emulators.operator.command_line import Failed, json_option, on_stack, two_ledger
from emulators.operator.stack import Stack


@two_ledger.command()
@json_option
@on_stack
def status(stack: Stack, *, as_json: bool) -> None:
    """Show every part: region, address, state; exit 1 when one does not answer.

    Example: two-ledger status
    """
    parts = part_table.parts_of(stack.state)
    if as_json:
        show.as_json(show.status_as_json(stack.state, parts))
    else:
        console.table(part_table.HEADERS, [part.cells() for part in parts])
        console.line(f"API  {stack.state['api_url']}")
    sys.exit(not part_table.all_up(parts))


@two_ledger.command()
@json_option
@on_stack
def reconcile(stack: Stack, *, as_json: bool) -> None:
    """Compare both regions' books; exit 0 when they agree, else 1.

    Each region adds up its own books. EU clients = EU custody = US cohorts = street for every
    asset, the dollars owed are mirrored, the clients' money is in the bank, and the entries are
    what balances, positions and chains say. A report that could not be booked is a break as well.

    Example: two-ledger reconcile --json
    """
    from emulators.operator import reconciliation

    with console.working("adding up both regions' books …"):
        checks = reconciliation.reconcile(stack.documents("eu"), stack.documents("us"))
    if as_json:
        show.as_json(show.checks_as_json(checks))
    else:
        show.checks(checks)
    sys.exit(bool(reconciliation.breaks_of(checks)))


@two_ledger.group()
def ledger() -> None:
    """Read the EU's book of record.

    Example: two-ledger ledger show 8f6a…
    """


@ledger.command("show")
@click.argument("account")
@json_option
@on_stack
def ledger_show(stack: Stack, account: str, *, as_json: bool) -> None:
    """Show an account's balances and entries, and check its hash chain; exit 1 when it is broken.

    ACCOUNT is an account id; state.json has those of the seeded accounts.

    Example: two-ledger ledger show 0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa
    """
    from emulators.operator import show_ledger
    from emulators.operator.account_ledger import read_account
    from shared.core.ids import AccountId

    if "/" in account or not account:
        raise Failed("ACCOUNT is an account id, as the API answers it.")
    with console.working("reading the ledger …"):
        found = read_account(stack.documents("eu"), AccountId(account))
    if found is None:
        raise Failed("There is no such account. See the partners' accounts in .sandbox/state.json")
    if as_json:
        show.as_json(show_ledger.account_ledger_as_json(found))
    else:
        show_ledger.account_ledger(found)
    sys.exit(not found.is_whole)
