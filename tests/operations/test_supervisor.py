"""One process starts the others, starts them again when they die, and stops them all."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from knowledge.operations.watching import STOP_SECONDS
from tests.operations.supervised import PATIENCE_SECONDS, Run, is_alive


@pytest.fixture(params=["small", "whole"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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
