"""`two-ledger env`: the running sandbox as variables of a shell."""

import shlex

from emulators import console
from emulators.operator import show
from emulators.operator.command_line import (
    json_option,
    on_stack,
    partner_option,
    partners_of,
    two_ledger,
)
from emulators.operator.stack import Stack


@two_ledger.command()
@partner_option
@json_option
@on_stack
def env(stack: Stack, *, partner: str | None, as_json: bool) -> None:
    """Print API, KEY, ACCOUNT and more for a shell; KEY is what `curl -u` takes.

    STREAM is the WebSocket, CLIENT_ID and CLIENT_SECRET ask for tokens. They are those of the first
    partner and its first account, or of the partner that is named.

    Example: eval "$(two-ledger env)"
    """
    chosen = partners_of(stack, partner)[0]
    variables = {
        "API": stack.state["api_url"],
        "KEY": f"{chosen['api_key']}:{chosen['api_secret']}",
        "ACCOUNT": chosen["accounts"][0],
        "STREAM": stack.state["stream_url"],
        "CLIENT_ID": chosen["client_id"],
        "CLIENT_SECRET": chosen["client_secret"],
    }
    if as_json:
        show.as_json(variables)
        return
    for name, value in variables.items():
        console.line(f"export {name}={shlex.quote(value)}")
