"""Draw the way of an order for people: a line down the page, a stop for every hop."""

import json
from collections.abc import Iterator
from textwrap import wrap

from rich.text import Text

from emulators.crossings import Crossed
from emulators.journey import Hop, Journey, Where

WIDTH = 96
"""How wide a picture is at most; in a narrower terminal less, down to WIDTH_MIN."""
WIDTH_MIN = 60
BESIDE = "  │  "
BELOW = "     "
_PLACES: dict[Where, str] = {
    "partner": "partner",
    "eu": "EU · Madrid",
    "us": "US · us-east4",
    "border": "border",
}
_COLOURS: dict[Where, str] = {
    "partner": "bold",
    "eu": "bold blue",
    "us": "bold magenta",
    "border": "bold yellow",
}
_MARKS: dict[Where, str] = {"partner": "○", "eu": "●", "us": "●", "border": "╪"}
_NO_BREAK = "\0"
NOTHING_PERSONAL = "all that crosses, whole: no account, no partner, no name, no euro amount"


def picture(journey: Journey, width: int = WIDTH) -> list[Text]:
    """Return the lines of the picture; none is wider than `width` characters."""
    *hops, last = journey.hops()
    lines: list[Text] = []
    for hop in hops:
        lines += [_headline(hop, width), *_beside(hop, BESIDE, width), Text("  ▼", "dim")]
    return [*lines, _headline(last, width), *_beside(last, BELOW, width)]


def _headline(hop: Hop, width: int) -> Text:
    title = f"  {_MARKS[hop.where]}  {_PLACES[hop.where]} · {hop.part}"
    time = f"{hop.at_ms} ms"
    space = max(1, width - len(title) - len(time))
    return Text.assemble((title, _COLOURS[hop.where]), " " * space, (time, "bold"))


def _texts(hop: Hop, width: int) -> Iterator[tuple[str, str]]:
    """Yield what happened, then the message whole, each text with its style."""
    yield from ((text, "") for text in hop.did)
    if hop.carried is None:
        return
    message = hop.carried
    yield NOTHING_PERSONAL, "yellow"
    yield f"topic {message.topic}, ordering key {message.ordering_key}", "dim"
    yield from ((f"{name}: {value}", "dim") for name, value in sorted(message.attributes.items()))
    yield from ((line, "") for line in body_lines(message, width))


def body_lines(message: Crossed, width: int = WIDTH) -> list[str]:
    """Return the body as JSON in lines that fit; none ends between a name and its value."""
    body = message.body()
    text = body if isinstance(body, str) else json.dumps(body, separators=(", ", f":{_NO_BREAK}"))
    return [line.replace(_NO_BREAK, " ") for line in _wrapped(text, width)]


def _beside(hop: Hop, indent: str, width: int) -> Iterator[Text]:
    for text, style in _texts(hop, width):
        for line in _wrapped(text, width):
            yield Text.assemble((indent, "dim"), (line, style))


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width - len(BESIDE), break_on_hyphens=False)
