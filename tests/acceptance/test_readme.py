import re

import pytest

from emulators.sandbox import ROOT
from tests.acceptance.first_hour import json_values
from tests.acceptance.pages import SHOWS
from tests.acceptance.readme import PAGES, blocks

MARKED = "text\n<!-- acceptance: one -->\n```bash\necho 1\necho 2\n```\nmore\n```bash\nrm x\n```\n"


def test_returns_the_marked_blocks_alone() -> None:
    assert blocks(MARKED) == {"one": "echo 1\necho 2"}


@pytest.mark.parametrize(
    "text", [MARKED + MARKED, "<!-- acceptance: one -->\n\ntext\n", "<!-- acceptance: One -->\n"]
)
def test_refuses_marks_that_mark_nothing_or_twice(text: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        blocks(text)


def test_every_marked_block_is_run_and_every_run_one_is_there() -> None:
    texts = [(ROOT / page).read_text() for page in PAGES]
    hour = {"first-order-curl", "follow-orders", "follow-border", "events-curl"}
    hour |= {"first-order-python", "operator", "play"}
    assert blocks(texts[0]).keys() == hour
    assert blocks("\n".join(texts)).keys() == hour | SHOWS.keys()


def test_the_readme_leads_to_every_page() -> None:
    readme, *pages = PAGES
    text = (ROOT / readme).read_text()
    assert [page for page in pages if f"`{page}`" not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    named = re.findall(
        r"`((?:functions|shared|emulators|tests|terraform)/[\w./-]+)`", (ROOT / page).read_text()
    )
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_json_values_are_read_one_after_the_other() -> None:
    assert json_values('{"a": 1}\n[2]{"b": 3}\n\n') == [{"a": 1}, [2], {"b": 3}]
