"""What a terminal showed of a start, read back as a stranger reads it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.border.messages import BorderMessage

STOP = re.compile(r"^  [○●╪]  (?P<stop>.+?) +(?P<ms>\d+) ms$")
PLACES = ("partner", "EU", "border · EU → US", "US", "border · US → EU", "EU", "partner")
LINES_HEADING = "Three lines for a second terminal"
TABLE_HEADER = re.compile(r"^part +region +address +state +pid *$", re.MULTILINE)


class Missing(Exception):
    """Say what is not shown."""


def check_table(text: str, state: Mapping[str, Any]) -> None:
    """Raises Missing where a part is not listed as up, with its region, address and process."""
    if not TABLE_HEADER.search(text):
        raise Missing("a table of parts")
    for name, pid in state["processes"].items():
        row = rf"^{name} +[a-z, ]+ +(127\.0\.0\.1:\d+|-) +up +{pid} *$"
        if not re.search(row, text, re.MULTILINE):
            raise Missing(f"{name} as a part that is up")


def check_picture(text: str, state: Mapping[str, Any]) -> None:
    """Raises Missing where a stop, a time or a part of a border message is not in the picture."""
    stops = [found for line in text.splitlines() if (found := STOP.match(line))]
    places = [found["stop"] for found in stops]
    if len(stops) != len(PLACES) or not all(map(str.startswith, places, PLACES)):
        raise Missing(f"the way of an order; shown is {places}")
    times = [int(found["ms"]) for found in stops]
    if times[0] != 0 or times[-1] != max(times):
        raise Missing(f"a way that ends at its end; shown is {times}")
    for message in border_messages(text):
        try:
            TypeAdapter(BorderMessage).validate_json(message.body)
        except ValidationError:
            raise Missing("a message of the border's dictionary, whole") from None
        if "signature: " not in message.text:
            raise Missing("a message's signature")
        named = [each for each in _names(state) if each in message.text]
        if named:
            raise Missing(f"a border that nothing personal crosses; shown is {named}")


class Shown:
    """A border message as it stands in the picture: all its lines, and its body alone."""

    def __init__(self, lines: list[str]) -> None:
        self.text = "\n".join(lines)
        start = next(at for at, line in enumerate(lines) if line.startswith("{"))
        self.body = " ".join(lines[start:])


def border_messages(text: str) -> list[Shown]:
    """Return the messages of the picture.

    Raises Missing where there are not two.
    """
    parts = re.findall(r"^  ╪  .+ ms$\n((?:^  │  .*$\n)+)", text, re.MULTILINE)
    if len(parts) != 2:
        raise Missing(f"two border messages; there are {len(parts)}")
    return [Shown([line[5:] for line in part.splitlines()]) for part in parts]


def check_credentials(text: str, state: Mapping[str, Any]) -> None:
    """Raises Missing where something of a partner is not shown."""
    for partner in state["partners"]:
        wanted = [partner["name"], partner["api_key"], partner["api_secret"], *partner["accounts"]]
        if not all(value in text for value in wanted):
            raise Missing(f"all of {partner['name']}")


def lines_to_copy(text: str) -> list[str]:
    """Return the three lines that are to be copied.

    Raises Missing.
    """
    _, heading, rest = text.partition(LINES_HEADING)
    block = rest.split("\n\n")[0].splitlines()[1:] if heading else []
    lines = [line for line in block if not line.startswith("#")]
    if len(lines) != 3:
        raise Missing("three lines to copy")
    return lines


def _names(state: Mapping[str, Any]) -> Iterator[str]:
    for partner in state["partners"]:
        yield from (partner["name"], partner["correspondent"], partner["api_key"])
        yield from partner["accounts"]
