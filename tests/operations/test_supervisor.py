"""One process starts the others, starts them again when they die, and stops them all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.operations.watching import STOP_SECONDS

PATIENCE_SECONDS = 60
"""Until what never comes is said to be missing, on a machine with much other work."""
SCRIPT = """
import json, logging, os, signal, sys, time
from functools import partial
from pathlib import Path
from knowledge.operations import supervisor, watching
from knowledge.operations.supervisor import Child, Pulse, Supervisor

logging.basicConfig(level=logging.INFO)
supervisor.SETTLED_SECONDS = 0.0
folder, is_small, *names = Path(sys.argv[1]), *sys.argv[2:]
resumed = []
if watching.RESUME in names:
    resumed = watching.read_watched(names[-1])
    names = names[:-2]

def obedient():
    (folder / f"obedient-{os.getpid()}").touch()
    signal.pause()

def deaf():
    signal.signal(signal.SIGTERM, lambda *_: (folder / f"told-{os.getpid()}").touch())
    (folder / f"deaf-{os.getpid()}").touch()
    while True:
        time.sleep(1)

def frail():
    (folder / f"frail-{os.getpid()}").touch()
    sys.exit(3)

def silent(pulse):
    (folder / f"silent-{os.getpid()}").touch()
    os.utime(pulse.fileno(), (time.monotonic() - 61,) * 2)
    time.sleep(600)

kinds = {"obedient": obedient, "deaf": deaf, "frail": frail}
children = [Child(f"{name} {place}", kinds[name]) for place, name in enumerate(names) if name in kinds]
if "silent" in names:
    pulse = Pulse()
    children.append(Child("silent", partial(silent, pulse), pulse))
again = [sys.executable, "-c", sys.orig_argv[2], str(folder), is_small, *names]
small = {"again": again, "resumed": resumed} if is_small == "small" else {}
Supervisor(children, **small).run(on_started=lambda: (folder / "started").touch())
print("Stopped.")
"""


class Run:
    """A supervisor in a process of its own, which stays as it is or lets a small program wait."""

    def __init__(self, folder: Path, size: str, *kinds: str) -> None:
        self.folder = folder
        self.size = size
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), size, *kinds],
            cwd=settings.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def pids(self, kind: str, count: int = 1) -> list[int]:
        """The processes of a kind, once that many have started."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = sorted(self.folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= count:
                return [int(path.name.removeprefix(f"{kind}-")) for path in found]
            time.sleep(0.02)
        raise AssertionError(f"no {count} of {kind}")

    def settle(self) -> None:
        """Until the program runs that waits."""
        command = Path(f"/proc/{self.process.pid}/cmdline")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ("watching.py" in command.read_text()) != (self.size == "small"):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> tuple[float, str]:
        """Seconds until the end, and what was written to standard error."""
        started = time.monotonic()
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert out == "Stopped.\n"
        return time.monotonic() - started, errors


@pytest.fixture(params=["small", "whole"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_stop_stops_everything(number: int, size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "obedient", "obedient")
    pids = run.pids("obedient", 2)
    run.settle()
    _seconds, errors = run.stop(number)
    assert run.process.returncode == 0
    assert "did not stop in time" not in errors
    assert not any(is_alive(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_killed_in_time(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "deaf", "obedient")
    (deaf,) = run.pids("deaf")
    run.settle()
    seconds, errors = run.stop()
    assert seconds < STOP_SECONDS * 3
    assert "deaf 0 did not stop in time" in errors
    assert not is_alive(deaf)


def test_a_second_ctrl_c_does_not_wait(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "deaf")
    (deaf,) = run.pids("deaf")
    run.settle()
    run.process.send_signal(signal.SIGINT)
    run.pids("told")
    seconds, _errors = run.stop(signal.SIGINT)
    assert seconds < STOP_SECONDS
    assert not is_alive(deaf)


def test_a_child_that_dies_is_started_again_later_and_later(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "frail", "obedient")
    started = time.monotonic()
    run.pids("frail", 3)
    assert time.monotonic() - started > 1.5
    _seconds, errors = run.stop()
    assert "frail 0 ended by itself (3)" in errors
    assert len(run.pids("obedient")) == 1


def test_a_killed_child_is_replaced(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "obedient", "obedient")
    first, other = run.pids("obedient", 2)
    run.settle()
    os.kill(first, signal.SIGKILL)
    second = run.pids("obedient", 3)[2]
    assert is_alive(second)
    run.settle()
    run.stop()
    assert not is_alive(second)
    assert not is_alive(other)


def test_a_child_that_shows_no_life_is_replaced(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "obedient", "silent")
    silent = run.pids("silent", 2)[0]
    assert not is_alive(silent)
    _seconds, errors = run.stop()
    assert "silent ended by itself (-9)" in errors


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_nothing_outlives_a_supervisor_that_is_killed_outright(size: str, tmp_path: Path) -> None:
    run = Run(tmp_path, size, "obedient")
    (pid,) = run.pids("obedient")
    run.settle()
    run.process.kill()
    run.process.communicate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)
