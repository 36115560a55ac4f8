"""The `two-ledger` command: one function a command, each a few lines around what it does."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from emulators.operator import show
from emulators.operator.stack import NotRunning, Stack
from shared.core.errors import Unavailable

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


class Failed(click.ClickException):
    """Say what went wrong and what to do next."""

    def show(self, file: Any = None) -> None:
        """Print the text alone."""
        click.echo(self.format_message(), err=True)


def on_stack(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the running stack; say so plainly where there is none."""

    @wraps(command)
    def with_stack(**arguments: Any) -> Any:
        try:
            return command(Stack.running(), **arguments)
        except NotRunning as error:
            raise Failed(str(error)) from None
        except Unavailable:
            raise Failed(
                "A part of the sandbox does not answer. See: two-ledger status, .sandbox/logs"
            ) from None

    return with_stack


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def two_ledger() -> None:
    """Look at the running sandbox and work it.

    Example: two-ledger reconcile
    """
    for name in ("no_proxy", "NO_PROXY"):  # everything we talk to is on this machine
        os.environ[name] = "127.0.0.1,localhost"


@two_ledger.command()
@JSON_OPTION
@on_stack
def reconcile(stack: Stack, *, as_json: bool) -> None:
    """Compare both regions' books; exit 0 when they agree, else 1.

    Each region adds up its own books. EU clients = EU custody = US cohorts = street for every
    asset, the dollars owed are mirrored, the clients' money is in the bank, and the entries are
    what balances, positions and chains say.

    Example: two-ledger reconcile --json
    """
    from emulators.operator.reconciliation import breaks_of
    from emulators.operator.reconciliation import reconcile as compare

    checks = compare(stack.documents("eu"), stack.documents("us"))
    if as_json:
        show.as_json(show.checks_as_json(checks))
    else:
        show.checks(checks)
    sys.exit(bool(breaks_of(checks)))
