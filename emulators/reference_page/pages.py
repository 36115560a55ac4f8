"""The reference page's files, as the edge hands them out: nothing on it comes from elsewhere."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

PATH = "/reference"
FILES = {
    PATH: ("page.html", "text/html"),
    f"{PATH}/page.css": ("page.css", "text/css"),
    f"{PATH}/page.js": ("page.js", "text/javascript"),
    f"{PATH}/icon.svg": ("icon.svg", "image/svg+xml"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Page(NamedTuple):
    """One file, ready to be sent."""

    content: bytes
    media_type: str


@cache
def page_at(path: str) -> Page:
    """Return the file of a path of FILES."""
    name, media_type = FILES[path]
    return Page(Path(__file__).with_name(name).read_bytes(), media_type)
