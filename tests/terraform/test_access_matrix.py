"""The page that says who may do what is what production would be."""

from tests.terraform.access_matrix import FILE, TITLES, text
from tests.terraform.cases import Planner


def test_the_page_is_the_plan(plan_of: Planner) -> None:
    planned = text((case, plan_of(case)) for case in TITLES)
    assert FILE.read_text() == planned, "python -m tests.terraform.access_matrix"
