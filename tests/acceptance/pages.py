"""The pages of partners and operators: every block is run, with what it says it does."""

import json

from tests.acceptance.expectations import expect, say
from tests.acceptance.stranger import Stranger, plain

SHOWS = {
    "partner-token": ('"account_blocked":', '"currency":"EUR"'),
    "partner-orders": ("the same order", "answered 204"),
    "partner-refusal": ('"reason":"insufficient_buying_power"', '"retryable":false'),
    "partner-events": ("after 01", "data: "),
    "operator-partner": ("Partner Banca Norte (NORT)", "NORT is revoked"),
    "operator-deposit": ("no_reference", "Credited 250.00 EUR"),
    "operator-market": ("Closed. It opens at", "Open. It closes at", "The ledgers agree."),
}


def follow_the_pages(stranger: Stranger) -> None:
    """Run every block of the pages.

    Raises Failed.
    """
    for name, texts in SHOWS.items():
        say(f"the block {name}")
        printed = plain(stranger.follow_readme(name))
        for text in texts:
            expect(text in printed, f"“{text}” is not in: {printed}")


def scripts_get_json(stranger: Stranger) -> None:
    """Start as a script does, on a sandbox that runs already: stdout is one JSON value.

    Raises Failed.
    """
    say("make sandbox-up JSON=1, as a script reads it")
    told = json.loads(stranger.run("make", "--silent", "sandbox-up", "JSON=1", apart=True))
    expect({part["state"] for part in told["parts"]} == {"up"}, f"the parts are {told['parts']}")
    expect(told["api_url"] == stranger.state()["api_url"], "the API is elsewhere")
