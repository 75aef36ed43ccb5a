"""What is left of the supervisor while its children run: a program that waits, in 5 MB.

The process that loaded Django keeps the first of each page that its children have changed since: 20 MB
only to wait. So it replaces itself by this program (`execv`: the same process with the same children and
open files), which imports nothing but Python's own. When a child has ended by itself this program
replaces itself by the former again, and that one starts another.
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
STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
HANDLED = STOPPING | {signal.SIGCHLD}
RESUME = "--resume"


class Watched(NamedTuple):
    """A child as one program hands it to the other. `pulse` is an open file whose time the child sets as
    long as it lives (seconds of `monotonic`), -1 for none; `pause` is waited before its next start."""

    name: str
    pid: int
    started: float
    pause: float
    pulse: int


def watch(children: Sequence[Watched]) -> bool:
    """Wait until a child has ended by itself; False when a request to stop came before."""
    while not any(has_ended(child.pid) for child in children):
        received = signal.sigtimedwait(HANDLED, LOOK_SECONDS)
        if received is not None and received.si_signo in STOPPING:
            return False
        end_silent(children)
    return True


def has_ended(pid: int) -> bool:
    """Whether a child waits to be reaped, which stays to be done."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end_silent(children: Collection[Watched]) -> None:
    """Kill those that have not shown for SILENT_SECONDS that they live."""
    for child in children:
        if child.pulse >= 0 and os.fstat(child.pulse).st_mtime < monotonic() - SILENT_SECONDS:
            os.kill(child.pid, signal.SIGKILL)


def stop(names: dict[int, str], warn: Callable[[str], None]) -> None:
    """Ask, wait, then insist: whatever is left after STOP_SECONDS, or at a second Ctrl-C."""
    alive = dict(names)
    for pid in alive:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = monotonic() + STOP_SECONDS
    while alive and (seconds := deadline - monotonic()) > 0:
        received = signal.sigtimedwait(HANDLED, seconds)
        if received is not None and received.si_signo == signal.SIGINT:
            break
        alive = {pid: name for pid, name in alive.items() if not os.waitpid(pid, os.WNOHANG)[0]}
    for pid, name in alive.items():
        warn(f"{name} did not stop in time and is killed")
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def become_small(children: Sequence[Watched], again: Sequence[str]) -> None:
    """Replace this process by the program below; `again` is the command that comes back."""
    said = json.dumps([children, again])
    os.execv(sys.executable, [sys.executable, "-I", "-S", __file__, said])  # noqa: S606


def read_watched(said: str) -> list[Watched]:
    """What the program below hands to the command that comes back."""
    return [Watched(*facts) for facts in json.loads(said)]


def _warn(said: str) -> None:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    sys.stderr.write(f"{at} WARNING terroir.supervisor {said}\n")


def _main() -> None:
    facts, again = json.loads(sys.argv[1])
    children = [Watched(*one) for one in facts]
    if watch(children):
        os.execv(again[0], [*again, RESUME, json.dumps(children)])  # noqa: S606
    stop({child.pid: child.name for child in children}, _warn)
    sys.stdout.write("Stopped.\n")


if __name__ == "__main__":
    _main()
