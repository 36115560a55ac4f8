"""Jobs are published at once and then at their periods, whatever becomes of one tick."""

import time
from threading import Event

from emulators.scheduler import Scheduler
from emulators.topology import Job

FAST = Job("fast", "us", 0.01)
SLOW = Job("slow", "eu", 60.0)


def test_publishes_each_job_at_its_period_and_survives_failures() -> None:
    ticks: list[str] = []
    reports: list[str] = []
    enough = Event()

    def publish(job: Job) -> None:
        ticks.append(job.name)
        if ticks.count("fast") == 2:
            raise ConnectionError("a text of a library")
        if ticks.count("fast") == 5:
            enough.set()

    scheduler = Scheduler([FAST, SLOW], publish, reports.append)
    scheduler.start()
    assert enough.wait(30)
    scheduler.stop()
    published = len(ticks)
    assert ticks.count("slow") == 1
    assert reports[0] == "job fast was not published: ConnectionError"
    time.sleep(5 * FAST.period_s)
    assert len(ticks) == published


def test_may_be_stopped_before_it_started() -> None:
    Scheduler([FAST], lambda job: None, lambda line: None).stop()
