"""Publish the jobs of topology.json at their sandbox periods, as Cloud Scheduler does."""

import time
from collections.abc import Callable, Sequence
from threading import Event, Thread

from emulators.topology import Job


class Scheduler:
    """A thread that publishes every job at once when it starts, then each at its period."""

    def __init__(
        self,
        jobs: Sequence[Job],
        publish: Callable[[Job], None],
        report: Callable[[str], None],
    ) -> None:
        self._due = {job: 0.0 for job in jobs}
        self._publish = publish
        self._report = report
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Publish nothing more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._pause_s()):
            now_s = time.monotonic()
            for job in [job for job, due_s in self._due.items() if due_s <= now_s]:
                self._due[job] = now_s + job.period_s
                self._tick(job)

    def _tick(self, job: Job) -> None:
        try:
            self._publish(job)
        except Exception as error:  # the broker is being restarted; the next tick comes soon
            self._report(f"job {job.name} was not published: {type(error).__name__}")

    def _pause_s(self) -> float:
        return max(0.0, min(self._due.values()) - time.monotonic())
