"""Run a whole stack: start its parts, keep them alive, tell where they are, stop them.

Children are started in the main thread only: the kernel kills a child when the thread that started
it ends.
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from threading import Event
from typing import TYPE_CHECKING, Any

from emulators import state
from emulators.parts import Parts, api_refuses_strangers
from emulators.sandbox import Sandbox

if TYPE_CHECKING:
    from emulators.embedded.services import EmbeddedServices
    from emulators.services import Services

START_TIMEOUT_S = 90
LOOK_EVERY_S = 0.1
TICKER = "marketdata"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StartFailed(Exception):
    """Say what did not come up; `part` names the process whose log tells more."""

    def __init__(self, text: str, part: str) -> None:
        super().__init__(text)
        self.part = part


class Stopped(Exception):
    """Say that the stack was asked to stop while it was being started."""


class Supervisor:
    """One stack in one sandbox directory; `say` is told what happens."""

    def __init__(self, sandbox: Sandbox, parts: Parts, say: Callable[[str], None]) -> None:
        self._sandbox = sandbox
        self._parts = parts
        self._say = say
        self._stop_asked = Event()
        self._unrepaired: dict[str, str] = {}  # by name, what stood in the way at the last try
        self._cleanup = ExitStack()
        self._services: Services | EmbeddedServices

    def start(self) -> dict[str, Any]:
        """Bring everything up and return the state that was written.

        Raises StartFailed, Stopped.
        """
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: self._stop_asked.set())
        self._cleanup.callback(self._stop_children)
        self._sandbox.log("jobs").unlink(missing_ok=True)
        for child in self._parts.children:
            child.log_path.unlink(missing_ok=True)
            child.start()
        self._say("processes are started")
        self._connect()
        for child in self._parts.children:
            self._wait(f"{child.name} does not answer", child.name, child.answers)
        self._say("emulators and functions answer")
        self._fill()
        self._cleanup.callback(self._sandbox.state_file.unlink, missing_ok=True)
        partners = [partner.as_state() for partner in self._services.data.partners]
        described = state.describe(self._parts, partners, os.getpid())
        self._sandbox.write_state(described)
        return described

    def run(self) -> None:
        """Keep every child alive until a signal asks to stop."""
        while not self._stop_asked.wait(LOOK_EVERY_S):
            self._restart_dead()
            self._repair()

    def pause(self, duration_s: float) -> None:
        """Sleep.

        Raises Stopped.
        """
        if self._stop_asked.wait(duration_s):
            raise Stopped

    def stop(self) -> None:
        """Stop whatever was started; nothing of the stack is left."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._cleanup.close()

    def _connect(self) -> None:
        # Google's clients take long to import; the processes start up meanwhile.
        parts = self._parts
        if parts.inspection_url is not None:
            from emulators.embedded.services import EmbeddedServices

            self._services = EmbeddedServices(parts.inspection_url, self._sandbox.clock_shift_file)
            return
        from emulators.services import Services

        assert parts.hosts is not None and parts.kms_host is not None
        self._services = Services(
            parts.hosts,
            parts.kms_host,
            parts.function_url,
            self._sandbox.clock_shift_file,
            self._log_job,
        )

    def _fill(self) -> None:
        services, api_url = self._services, self._parts.api_url
        self._cleanup.callback(services.close)
        services.open()  # prices come over the border while the accounts are written
        self._say("keys, topics and subscriptions are created, jobs are running")
        services.data.plant(services.data.partners)
        self._say("partners and funded accounts are seeded")
        public, ticker = self._parts.host_of("eu", "trading"), self._parts.host_of("us", TICKER)
        self._wait("the API does not answer", public.name, lambda: api_refuses_strangers(api_url))
        self._wait("no prices come over the border", ticker.name, services.data.has_first_quotes)
        self._say("the API answers, prices came over the border")

    def _wait(self, failure: str, part: str, answers: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not answers():
            dead = next((child for child in self._parts.children if child.is_dead()), None)
            if dead is not None:
                raise StartFailed(f"{dead.name} ended while the stack was starting", dead.name)
            if time.monotonic() > deadline_s:
                raise StartFailed(f"{failure} within {START_TIMEOUT_S} s", part)
            self.pause(0.02)

    def _restart_dead(self) -> None:
        restarted = [c for c in self._parts.children if c.is_dead() and c.restart_if_due()]
        for child in restarted:
            self._unrepaired[child.name] = ""
            self._say(f"{child.name} died and was started again (pid {child.pid})")
        if restarted:
            self._sandbox.change_state(self._described_anew)

    def _repair(self) -> None:
        for child in self._parts.children:
            if child.name not in self._unrepaired or child.is_dead():
                continue
            if not child.answers():
                child.kill_if_silent()
                continue
            try:
                self._say(self._services.bring_back(child.name, self._partners()))
            except Exception as error:  # another part is down as well; the next look tries again
                self._say_once(child.name, type(error).__name__)
            else:
                del self._unrepaired[child.name]

    def _say_once(self, name: str, problem: str) -> None:
        if self._unrepaired[name] != problem:
            self._unrepaired[name] = problem
            self._say(f"{name} is not repaired yet ({problem}); trying again")

    def _stop_children(self) -> None:
        children = self._parts.children
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.await_end()

    def _described_anew(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the state with the processes of now; partners may have come and gone."""
        return state.describe(self._parts, before["partners"], os.getpid())

    def _partners(self) -> list[dict[str, Any]]:
        partners: list[dict[str, Any]] = (self._sandbox.state() or {})["partners"]
        return partners

    def _log_job(self, line: str) -> None:
        with self._sandbox.log("jobs").open("a") as log:
            log.write(line + "\n")
