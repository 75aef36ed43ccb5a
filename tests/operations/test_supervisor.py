"""One process starts the others, starts them again when they die, and stops them all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.operations.supervisor import STOP_SECONDS

PATIENCE_SECONDS = 60
"""Until what never comes is said to be missing, on a machine with much other work."""
SCRIPT = """
import logging, os, signal, sys, time
from pathlib import Path
from knowledge.operations.supervisor import Child, Supervisor

logging.basicConfig(level=logging.INFO)
folder = Path(sys.argv[1])

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

kinds = {"obedient": obedient, "deaf": deaf, "frail": frail}
children = [Child(name, kinds[name]) for name in sys.argv[2:]]
Supervisor(children).run(on_started=lambda: (folder / "started").touch())
print("stopped")
"""


class Run:
    """A supervisor in a process of its own."""

    def __init__(self, folder: Path, *kinds: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), *kinds],
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

    def stop(self, number: int = signal.SIGTERM) -> tuple[float, str]:
        """Seconds until the end, and what was written to standard error."""
        started = time.monotonic()
        self.process.send_signal(number)
        _out, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        return time.monotonic() - started, errors


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_stop_stops_everything(number: int, tmp_path: Path) -> None:
    run = Run(tmp_path, "obedient", "obedient")
    pids = run.pids("obedient", 2)
    _seconds, errors = run.stop(number)
    assert run.process.returncode == 0
    assert "did not stop in time" not in errors
    assert not any(is_alive(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_killed_in_time(tmp_path: Path) -> None:
    run = Run(tmp_path, "deaf", "obedient")
    (deaf,) = run.pids("deaf")
    seconds, errors = run.stop()
    assert seconds < STOP_SECONDS * 3
    assert "did not stop in time" in errors
    assert not is_alive(deaf)


def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    run = Run(tmp_path, "deaf")
    (deaf,) = run.pids("deaf")
    run.process.send_signal(signal.SIGINT)
    run.pids("told")
    seconds, _errors = run.stop(signal.SIGINT)
    assert seconds < STOP_SECONDS
    assert not is_alive(deaf)


def test_a_child_that_dies_is_started_again_later_and_later(tmp_path: Path) -> None:
    run = Run(tmp_path, "frail", "obedient")
    started = time.monotonic()
    run.pids("frail", 3)
    assert time.monotonic() - started > 1.5
    _seconds, errors = run.stop()
    assert "frail ended by itself (3)" in errors


def test_a_killed_child_is_replaced(tmp_path: Path) -> None:
    run = Run(tmp_path, "obedient")
    (first,) = run.pids("obedient")
    os.kill(first, signal.SIGKILL)
    _first, second = run.pids("obedient", 2)
    assert is_alive(second)
    run.stop()
    assert not is_alive(second)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_nothing_outlives_a_supervisor_that_is_killed_outright(tmp_path: Path) -> None:
    run = Run(tmp_path, "obedient")
    (pid,) = run.pids("obedient")
    run.process.kill()
    run.process.communicate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)
