"""Pages come late, twice and out of order; they are taken once, in order."""

from random import Random

import pytest

from shared.eu.relay.model.page_order import EARLY_MAX, PageOrder
from tests.unit.eu.relay.paged import page

PAGES = [page(number, number) for number in range(1, 31)]


@pytest.mark.parametrize("seed", range(20))
def test_any_order_with_repeats_gives_each_page_once(seed: int) -> None:
    coming = Random(seed).choices(PAGES, k=40) + Random(seed).sample(PAGES, len(PAGES))
    order = PageOrder(1)
    taken = [ready for each in coming for ready in order.take(each)]
    assert taken == PAGES


def test_an_early_page_waits_for_its_gap() -> None:
    order = PageOrder(1)
    assert order.take(PAGES[2]) == []
    assert order.take(PAGES[0]) == [PAGES[0]]
    assert order.take(PAGES[1]) == PAGES[1:3]


def test_only_so_many_early_pages_are_kept() -> None:
    order = PageOrder(1)
    for number in range(2, EARLY_MAX + 10):
        order.take(page(number, number))
    assert len(order.take(PAGES[0])) == EARLY_MAX + 1
