"""What is left of the supervisor while its children run: a program that waits, in 5 MB.

The process that loaded Django keeps the first of each page that its children have changed since: 20 MB
only to wait. So it replaces itself by this program (`execv`: the same process with the same children and
open files), which imports nothing but Python's own. When a child has ended by itself this program
replaces itself by the former again, and that one starts another.

The former is loaded from the disk, where newer code may lie by then, which does not load or wants another
database. With it would end all that still runs. So a probe, a process of its own, looks first whether that
code can go on with them; if not this program waits on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

STOP_SECONDS = 2.5
SILENT_SECONDS = 60.0
LOOK_SECONDS = 5.0
PROBE_SECONDS = 120.0
PAUSE_SECONDS = 30.0
STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
HANDLED = STOPPING | {signal.SIGCHLD}
RESUME = "--resume"
CAN_RESUME = "--can-resume"
"""What the probe is asked with: it ends with 0 when the code on disk can go on with the children."""

NOT_MIGRATED = 3
"""What the probe ends with when nothing but migrations is missing."""

NOT_THERE = 127
"""As shells say that a command does not exist."""

WEB = "web"
"""How the names of those begin without whom nobody is answered."""

_RESTART = (
    "the code on disk cannot go on with what runs, for the reason above. What still runs goes on; "
    "restart Terroir"
)
_MEND = (
    "the code on disk does not start, for the reason above, and no web process is left. "
    "As soon as it is mended Terroir starts anew by itself"
)


class Watched(NamedTuple):
    """A child as one program hands it to the other. `pulse` is an open file whose time the child sets as
    long as it lives (seconds of `monotonic`), -1 for none; `pause` is waited before its next start."""

    name: str
    pid: int
    started: float
    pause: float
    pulse: int


class Again(NamedTuple):
    """How the program below comes back: the command that goes on with the children, and the one that
    starts all anew, for which the `listener` they share is closed. `pause` lies between two probes."""

    resume: Sequence[str]
    anew: Sequence[str]
    listener: int
    pause: float = PAUSE_SECONDS


def has_ended(pid: int) -> bool:
    """Whether a child waits to be reaped, which stays to be done."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end_silent(children: Collection[Watched]) -> None:
    """Kill those that have not shown for SILENT_SECONDS that they live."""
    for child in children:
        if child.pulse >= 0 and os.fstat(child.pulse).st_mtime < monotonic() - SILENT_SECONDS:
            os.kill(child.pid, signal.SIGKILL)


def stop(names: dict[int, str], warn: Callable[[str], None]) -> bool:
    """Ask, wait, then insist: whatever is left after STOP_SECONDS, or at a second Ctrl-C. Says whether
    a request to stop came meanwhile."""
    asked = False
    alive = dict(names)
    for pid in alive:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = monotonic() + STOP_SECONDS
    while alive and (seconds := deadline - monotonic()) > 0:
        received = signal.sigtimedwait(HANDLED, seconds)
        asked = asked or _asks_to_stop(received)
        if received is not None and received.si_signo == signal.SIGINT:
            break
        alive = {pid: name for pid, name in alive.items() if not os.waitpid(pid, os.WNOHANG)[0]}
    for pid, name in alive.items():
        warn(f"{name} did not stop in time and is killed")
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return asked


def _asks_to_stop(received: signal.struct_siginfo | None) -> bool:
    return received is not None and received.si_signo in STOPPING


def become_small(children: Sequence[Watched], again: Again) -> None:
    """Replace this process by the program below."""
    said = json.dumps([children, again])
    os.execv(sys.executable, [sys.executable, "-I", "-S", __file__, said])  # noqa: S606


def read_watched(said: str) -> list[Watched]:
    """What the program below hands to the command that comes back."""
    return [Watched(*facts) for facts in json.loads(said)]


def _warn(said: str) -> None:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    sys.stderr.write(f"{at} WARNING terroir.supervisor {said}\n")


class Waiting:
    """Waits for the children until the code on disk can go on with them, or all is to stop."""

    def __init__(self, children: Sequence[Watched], again: Again) -> None:
        self._children = list(children)
        self._again = again
        self._refused: tuple[bool, str] | None = None

    def run(self) -> None:
        """Returns when everything has ended after a request to stop."""
        seconds = float("inf")
        while self._wait([child.pid for child in self._children], seconds) and self._look():
            seconds = self._again.pause
        self._stop()
        sys.stdout.write("Stopped.\n")

    def _wait(self, pids: Sequence[int], seconds: float) -> bool:
        """Until one of them has ended or the time is over; False when a request to stop came before."""
        until = monotonic() + seconds
        while not any(map(has_ended, pids)) and (rest := until - monotonic()) > 0:
            if _asks_to_stop(signal.sigtimedwait(HANDLED, min(rest, LOOK_SECONDS))):
                return False
            end_silent(self._children)
        return True

    def _stop(self) -> bool:
        return stop({child.pid: child.name for child in self._children}, _warn)

    def _look(self) -> bool:
        """Give this place away if a probe says so; False when a request to stop came."""
        with os.fdopen(os.memfd_create("words"), "r+", errors="replace") as words:
            try:
                probe = self._start_probe(words.fileno())
            except OSError as error:
                return self._go_on(NOT_THERE, str(error))
            if not self._wait([probe], PROBE_SECONDS):
                self._children.append(Watched("the probe", probe, 0.0, 0.0, -1))
                return False
            if not has_ended(probe):
                os.kill(probe, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(probe, 0)[1])
            words.seek(0)
            return self._go_on(status, words.read())

    def _start_probe(self, words: int) -> int:
        """With the command that would go on, which writes what stands against it into that file."""
        command = [*self._again.resume, RESUME, json.dumps(self._children), CAN_RESUME]
        return os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, words, sys.stderr.fileno())],
            setpgroup=0,
            setsigmask=(),
        )

    def _go_on(self, status: int, said: str) -> bool:
        """With the code on disk, or else without it; False when a request to stop came.

        Where no web process is left nothing is lost by a whole new start, which migrates: unless the
        code does not even load.
        """
        if status == 0 and (not self._refused or self._serves()):
            resume = [*self._again.resume, RESUME, json.dumps(self._children)]
            os.execv(resume[0], resume)  # noqa: S606
        self._bury()
        if not self._serves() and status in {0, NOT_MIGRATED}:
            return self._start_anew()
        self._refuse(said.strip() or f"The probe ended with {status}.")
        return True

    def _serves(self) -> bool:
        """Whether a web process is left."""
        return any(one.name.startswith(WEB) and not has_ended(one.pid) for one in self._children)

    def _bury(self) -> None:
        """The dead are nobody's business from here on: their numbers may soon be others'."""
        for child in [child for child in self._children if has_ended(child.pid)]:
            self._children.remove(child)
            status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
            _warn(f"{child.name} ended by itself ({status})")
            if child.pulse >= 0:
                os.close(child.pulse)

    def _refuse(self, reason: str) -> None:
        """Say it once, not at each look."""
        refused = (self._serves(), reason)
        if refused != self._refused:
            self._refused = refused
            sys.stderr.write(f"{reason}\n")
            _warn(_RESTART if refused[0] else _MEND)

    def _start_anew(self) -> bool:
        """By the command that people give, with no child left and the port free; False when a request to
        stop came first. What says that somebody serves on this DATA_DIR stays open: the new start shares
        it, and no restore comes in between."""
        _warn("no web process is left: all is started anew, with the code on disk")
        pulses = [child.pulse for child in self._children if child.pulse >= 0]
        if not self._stop():
            for file in [self._again.listener, *pulses]:
                os.close(file)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
            os.execv(self._again.anew[0], [*self._again.anew])  # noqa: S606
        self._children.clear()
        return False


def _main() -> None:
    children, again = json.loads(sys.argv[1])
    Waiting([Watched(*one) for one in children], Again(*again)).run()


if __name__ == "__main__":
    _main()
