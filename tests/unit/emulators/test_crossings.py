"""Which topics cross, and how a message is read."""

from emulators import topology
from emulators.crossings import Crossed, crossing_topics


def test_the_topics_that_cross_are_those_of_the_other_region() -> None:
    assert set(crossing_topics(topology.read())) == {
        ("eu", "orders"),
        ("us", "executions"),
        ("us", "quotes"),
    }


def test_a_message_is_shown_as_it_was_published() -> None:
    crossed = Crossed("us", "executions", 0, "key", {"kind": "order.report"}, '{"seq": 1}')
    assert (crossed.direction, crossed.kind, crossed.body()) == (
        "US → EU",
        "order.report",
        {"seq": 1},
    )
    assert Crossed("eu", "orders", 0, "", {}, "no json").body() == "no json"
