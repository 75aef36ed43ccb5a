"""One process that starts the others, starts them again when they die, and stops them all.

The children are forked from this process once Django is loaded, so they share its memory. Nothing
that cannot cross a fork (database connection, search index, thread) may be opened before. Once they
run, a small program waits in its place (`watching`).
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import NoReturn

from knowledge.operations.heap import fill_gaps, share_one_heap
from knowledge.operations.watching import (
    HANDLED,
    LOOK_SECONDS,
    STOPPING,
    Again,
    Watched,
    become_small,
    end_silent,
    stop,
)

log = logging.getLogger("terroir.supervisor")

STABLE_SECONDS = 60.0
SETTLED_SECONDS = 5.0
"""What ends sooner is started again by the process that started it."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


class Pulse:
    """An open file whose time says when a process last showed that it lives; as gunicorn's workers have
    them. It outlives the program that opened it."""

    def __init__(self) -> None:
        self._file = os.memfd_create("pulse", 0)

    def notify(self) -> None:
        now = monotonic()
        os.utime(self._file, (now, now))

    def fileno(self) -> int:
        return self._file

    def take_over(self, file: int) -> None:
        """Go on with the one that another program opened."""
        os.dup2(file, self._file)
        os.close(file)


@dataclass
class Child:
    """A process to keep alive: its name and what it runs until it is told to end."""

    name: str
    run: Callable[[], None]
    pulse: Pulse | None = None
    pid: int = 0
    started: float = 0.0
    due: float = 0.0
    pause: float = field(default=FIRST_PAUSE_SECONDS)

    def start(self) -> None:
        parent = os.getpid()
        self.started = monotonic()
        if self.pulse:
            self.pulse.notify()
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

    def watched(self) -> Watched:
        pulse = self.pulse.fileno() if self.pulse else -1
        return Watched(self.name, self.pid, self.started, self.pause, pulse)

    def resume(self, known: Watched) -> None:
        """It was started by the program that this one replaces."""
        self.pid, self.started, self.pause = known.pid, known.started, known.pause
        if self.pulse:
            self.pulse.take_over(known.pulse)


def _end_with_parent(parent: int) -> None:
    """On Linux the kernel ends this process when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


class Supervisor:
    """Keeps children alive until SIGINT, SIGTERM or SIGHUP.

    `again` says how another program goes on with `resumed` children, and stops those that are not wanted
    any more; without it this process stays as it is.
    """

    def __init__(
        self,
        children: list[Child],
        *,
        again: Again | None = None,
        resumed: Sequence[Watched] = (),
    ) -> None:
        self.children = children
        self._again = again
        self._resumed = {known.name: known for known in resumed}

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
                if known := self._resumed.pop(child.name, None):
                    child.resume(known)
                else:
                    child.start()
            if not stop({one.pid: one.name for one in self._resumed.values()}, log.warning):
                on_started()
                self._watch()
        finally:
            stop({child.pid: child.name for child in self.children if child.pid}, log.warning)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)

    def _watch(self) -> None:
        while True:
            for child, status in self._reap():
                child.ended(status)
            for child in self.children:
                if not child.pid and child.due <= monotonic():
                    child.start()
            received = signal.sigtimedwait(HANDLED, self._rest())
            if received is not None and received.si_signo in STOPPING:
                return
            watched = [child.watched() for child in self.children if child.pid]
            end_silent(watched)
            if self._again and len(watched) == len(self.children) and self._settles_in() <= 0:
                become_small(watched, self._again)

    def _rest(self) -> float:
        """Seconds until something is due."""
        waiting = [child.due - monotonic() for child in self.children if not child.pid]
        if self._again and not waiting:
            waiting = [self._settles_in()]
        return max(0.0, min([*waiting, LOOK_SECONDS]))

    def _settles_in(self) -> float:
        return max(child.started for child in self.children) + SETTLED_SECONDS - monotonic()

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
