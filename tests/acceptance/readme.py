"""The lines of the README and of its pages: what their marked code blocks say."""

import re

PAGES = (
    "README.md",
    "functions/eu/README.md",
    "emulators/README.md",
    "terraform/README.md",
    "tests/README.md",
)
"""The README, then a page for each kind of reader."""

_BLOCK = re.compile(
    r"<!-- acceptance: (?P<name>[a-z-]+) -->\n```(?P<language>\w+)\n(?P<code>.*?)\n```\n", re.DOTALL
)


def blocks(text: str) -> dict[str, str]:
    """Return the code of every marked block, by name.

    Raises ValueError for a mark without a block, or a name that is given twice.
    """
    found = [(match["name"], match["code"]) for match in _BLOCK.finditer(text)]
    if len(dict(found)) != len(found) or text.count("<!-- acceptance:") != len(found):
        raise ValueError("a mark of the README stands before no block, or twice")
    return dict(found)
