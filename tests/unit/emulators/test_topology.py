"""The one list of topics agrees with the functions."""

from emulators.topology import jobs, read
from functions.bundle import bundles

TOPOLOGY = read()
# Every instance of the relay subscribes by itself: each of them wants every page.
PULLED = {("eu", "pages")}
FUNCTIONS = {(bundle.region, bundle.name): bundle for bundle in bundles().values()}


def test_subscriptions_push_to_functions_of_their_own_region_that_are_no_public_ones() -> None:
    for listed in TOPOLOGY["subscriptions"]:
        assert FUNCTIONS[listed["region"], listed["function"]].kind == "push"


def test_every_push_function_has_a_subscription() -> None:
    consumers = {(s["region"], s["function"]) for s in TOPOLOGY["subscriptions"]}
    assert {key for key, bundle in FUNCTIONS.items() if bundle.kind == "push"} == consumers


def test_subscriptions_name_topics_of_the_list() -> None:
    topics = {(topic["region"], topic["name"]) for topic in TOPOLOGY["topics"]}
    pushed = {(s["topic_region"], s["topic"]) for s in TOPOLOGY["subscriptions"]}
    assert pushed | PULLED == topics
    assert not pushed & PULLED


def test_what_crosses_the_border_and_must_keep_its_order_does() -> None:
    ordered = {s["name"] for s in TOPOLOGY["subscriptions"] if s["ordered"]}
    assert ordered == {"orders", "executions"}


def test_every_job_reaches_its_function() -> None:
    receivers = {
        (s["region"], s["function"]) for s in TOPOLOGY["subscriptions"] if s["topic"] == "jobs"
    }
    assert {(job["region"], job["function"]) for job in TOPOLOGY["jobs"]} <= receivers


def test_who_ticks_many_times_a_minute_has_the_minute_for_it() -> None:
    often = {(job["region"], job["function"]) for job in TOPOLOGY["jobs"] if "times" in job}
    assert often
    for listed in TOPOLOGY["subscriptions"]:
        if (listed["region"], listed["function"]) in often:
            assert listed["ack_deadline_s"] > 60


def test_periods_are_in_seconds() -> None:
    periods_s = {job.name: job.period_s for job in jobs(TOPOLOGY)}
    assert periods_s == {
        "sweep": 2.0,
        "checkpoint": 30.0,
        "project": 10.0,
        "rebate": 30.0,
        "identity-sweep": 10.0,
        "payments": 1.0,
        "sequence": 0.5,
        "quotes": 1.0,
        "orders-sweep": 5.0,
    }
