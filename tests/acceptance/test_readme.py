import pytest

from emulators.sandbox import ROOT
from tests.acceptance.readme import blocks

MARKED = "text\n<!-- acceptance: one -->\n```bash\necho 1\necho 2\n```\nmore\n```bash\nrm x\n```\n"


def test_returns_the_marked_blocks_alone() -> None:
    assert blocks(MARKED) == {"one": "echo 1\necho 2"}


@pytest.mark.parametrize(
    "text", [MARKED + MARKED, "<!-- acceptance: one -->\n\ntext\n", "<!-- acceptance: One -->\n"]
)
def test_refuses_marks_that_mark_nothing_or_twice(text: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        blocks(text)


def test_the_readme_has_what_acceptance_runs() -> None:
    assert blocks((ROOT / "README.md").read_text()).keys() == {
        "events-curl",
        "first-order-curl",
        "first-order-python",
        "operator",
    }
