"""One process that starts the others, starts them again when they die, and stops them all.

The children are forked from this process once Django is loaded, so they share its memory. Nothing
that cannot cross a fork (database connection, search index, thread) may be opened before.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import NoReturn

from knowledge.operations.heap import fill_gaps, let_go_of_files, share_one_heap

log = logging.getLogger("terroir.supervisor")

STOP_SECONDS = 2.5
STABLE_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
HANDLED = STOPPING | {signal.SIGCHLD}
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process to keep alive: its name and what it runs until it is told to end."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    due: float = 0.0
    pause: float = field(default=FIRST_PAUSE_SECONDS)

    def start(self) -> None:
        parent = os.getpid()
        self.started = monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(parent)

    def _become(self, parent: int) -> NoReturn:
        """Run in the forked process; a session of its own keeps a terminal's Ctrl-C away."""
        status = 1
        try:
            os.setsid()
            _end_with_parent(parent)
            for number in HANDLED:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
            self.run()
            status = 0
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        except BaseException:  # noqa: BLE001 - a forked process must not return into its parent's code
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def ended(self, status: int) -> None:
        """Plan the next start: at once after a long life, later and later after short ones."""
        lived = monotonic() - self.started
        self.pause = (
            FIRST_PAUSE_SECONDS
            if lived > STABLE_SECONDS
            else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        )
        self.due = monotonic() + self.pause
        log.error(
            "%s ended by itself (%s); it starts again in %.0f s", self.name, status, self.pause
        )

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def _end_with_parent(parent: int) -> None:
    """On Linux the kernel ends this process when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


class Supervisor:
    """Keeps children alive until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children

    def run(self, on_started: Callable[[], None]) -> None:
        """Returns when every child has ended after a request to stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a script's "&" hands it down ignored
        share_one_heap()
        gc.collect()
        gc.freeze()
        fill_gaps()
        try:
            for child in self.children:
                child.start()
            let_go_of_files()
            on_started()
            self._watch()
        finally:
            self._stop()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)

    def _watch(self) -> None:
        while True:
            waiting = [child.due for child in self.children if not child.pid]
            seconds = max(0.0, min(waiting) - monotonic()) if waiting else STABLE_SECONDS
            received = signal.sigtimedwait(HANDLED, seconds)
            if received is not None and received.si_signo in STOPPING:
                return
            for child, status in self._reap():
                child.ended(status)
            for child in self.children:
                if not child.pid and child.due <= monotonic():
                    child.start()

    def _reap(self) -> list[tuple[Child, int]]:
        ended = []
        for child in self.children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                child.pid = 0
                ended.append((child, os.waitstatus_to_exitcode(status)))
        return ended

    def _stop(self) -> None:
        """Ask, wait, then insist: whatever is left after STOP_SECONDS, or at a second Ctrl-C."""
        alive = [child for child in self.children if child.pid]
        groups = list(alive)
        for child in alive:
            child.signal(signal.SIGTERM)
        deadline = monotonic() + STOP_SECONDS
        while any(child.pid for child in alive) and monotonic() < deadline:
            received = signal.sigtimedwait(HANDLED, max(0.0, deadline - monotonic()))
            if received is not None and received.si_signo == signal.SIGINT:
                break
            self._reap()
        for child in groups:
            if child.pid:
                log.warning("%s did not stop in time and is killed", child.name)
                child.kill_group()
                os.waitpid(child.pid, 0)
                child.pid = 0
