"""The `two-ledger` command: its group, and what its commands share."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from emulators.operator.stack import CannotDo, NotRunning, Stack
from shared.core.errors import Unavailable

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
count_option = click.option(
    "--count", type=click.IntRange(min=1), help="Stop after so many. Default: run until Ctrl-C."
)


class Code(click.ParamType[str]):
    """A partner's code, in whatever case it is written."""

    name = "CODE"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the code in capitals."""
        return str(value).upper()


partner_option = click.option(
    "--partner", type=Code(), help="Only this partner's, by its code. Default: all."
)


class Failed(click.ClickException):
    """Say what went wrong and what to do next."""

    def show(self, file: Any = None) -> None:
        """Print the text alone."""
        click.secho(self.format_message(), fg="red", err=True)


def on_stack(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the running stack; say so plainly where there is none."""

    @wraps(command)
    def with_stack(**arguments: Any) -> Any:
        try:
            return command(Stack.running(), **arguments)
        except (NotRunning, CannotDo) as error:
            raise Failed(str(error)) from None
        except (Unavailable, ConnectionError):
            raise Failed(
                "A part of the sandbox does not answer. See: two-ledger status, .sandbox/logs"
            ) from None

    return with_stack


def partners_of(stack: Stack, code: str | None) -> list[dict[str, Any]]:
    """Return the partner of a code, or all of them.

    Raises Failed where there is none.
    """
    found = [each for each in stack.state["partners"] if code in (None, each["correspondent"])]
    if not found:
        known = ", ".join(each["correspondent"] for each in stack.state["partners"])
        raise Failed(f"There is no partner with the code {code}. There are: {known}")
    return found


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def two_ledger() -> None:
    """Look at the running sandbox and work it.

    Example: two-ledger status
    """
    for name in ("no_proxy", "NO_PROXY"):  # everything we talk to is on this machine
        os.environ[name] = "127.0.0.1,localhost"
