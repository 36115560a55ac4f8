"""Draw the way of an order for people: a line down the page, a stop for every hop."""

import json
from collections.abc import Iterator
from textwrap import wrap

from rich.text import Text

from emulators.crossings import Crossed
from emulators.journey import Hop, Journey, Where

WIDTH = 96
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


def picture(journey: Journey) -> list[Text]:
    """Return the lines of the picture; none is wider than WIDTH."""
    *hops, last = journey.hops()
    lines: list[Text] = []
    for hop in hops:
        lines += [_headline(hop), *_beside(_texts(hop), BESIDE), Text("  ▼", "dim")]
    return [*lines, _headline(last), *_beside(_texts(last), BELOW)]


def _headline(hop: Hop) -> Text:
    title = f"  {_MARKS[hop.where]}  {_PLACES[hop.where]} · {hop.part}"
    time = f"{hop.at_ms} ms"
    space = max(1, WIDTH - len(title) - len(time))
    return Text.assemble((title, _COLOURS[hop.where]), " " * space, (time, "bold"))


def _texts(hop: Hop) -> Iterator[tuple[str, str]]:
    """Yield what happened, then the message whole, each text with its style."""
    yield from ((text, "") for text in hop.did)
    if hop.carried is None:
        return
    message = hop.carried
    yield NOTHING_PERSONAL, "yellow"
    yield f"topic {message.topic}, ordering key {message.ordering_key}", "dim"
    yield from ((f"{name}: {value}", "dim") for name, value in sorted(message.attributes.items()))
    yield from ((line, "") for line in body_lines(message))


def body_lines(message: Crossed) -> list[str]:
    """Return the body as JSON in lines that fit; none ends between a name and its value."""
    body = message.body()
    text = body if isinstance(body, str) else json.dumps(body, separators=(", ", f":{_NO_BREAK}"))
    return [line.replace(_NO_BREAK, " ") for line in _wrapped(text)]


def _beside(texts: Iterator[tuple[str, str]], indent: str) -> Iterator[Text]:
    for text, style in texts:
        for line in _wrapped(text):
            yield Text.assemble((indent, "dim"), (line, style))


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH - len(BESIDE), break_on_hyphens=False)
