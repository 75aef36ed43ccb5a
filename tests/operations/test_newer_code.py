"""A dead child is replaced from the code on disk only where that can go on with what runs."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.operations.archive.restore import SERVING_LOCK
from knowledge.operations.watching import NOT_MIGRATED, STOP_SECONDS
from tests.migrated import KEPT
from tests.operations.processes import children, environment, free_port
from tests.operations.supervised import PATIENCE_SECONDS, Run, is_alive


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_what_still_runs_goes_on_and_the_dead_come_back_once_the_code_is_mended(
    tmp_path: Path,
) -> None:
    run = Run(tmp_path, "small", "web", "web", "obedient")
    (dead, other), (worker,) = run.pids("web", 2), run.pids("obedient")
    run.settle()
    run.judge(1, "A comma is missing.\n")
    kill(dead)
    run.pids("probe", 3)
    assert not Path(f"/proc/{dead}").exists(), "somebody may get its number"
    assert is_alive(other)
    assert is_alive(worker)
    assert len(run.pids("web")) == 2
    run.judge(0)
    third = run.pids("web", 3)[2]
    run.settle()
    assert is_alive(third)
    assert len(run.pids("obedient")) == 1
    _seconds, errors = run.stop()
    assert " ended by itself (-9)" in errors
    assert errors.count("A comma is missing.\n") == 1, "not at each look"
    assert errors.count("restart Terroir") == 1
    assert not any(map(is_alive, (other, worker, third)))


def test_a_worker_that_dies_meanwhile_comes_back_with_the_rest(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "web", "obedient")
    (dead, other), (worker,) = run.pids("web", 2), run.pids("obedient")
    run.settle()
    run.judge(NOT_MIGRATED)
    kill(dead)
    run.pids("probe", 2)
    kill(worker)
    until(lambda: not Path(f"/proc/{worker}").exists(), "the worker is not reaped")
    run.judge(0)
    run.pids("web", 3)
    run.pids("obedient", 2)
    assert is_alive(other)
    run.stop()


def test_with_no_web_process_left_a_database_that_is_behind_is_migrated_by_a_whole_new_start(
    tmp_path: Path,
) -> None:
    run = Run(tmp_path, "small", "web", "web", "obedient")
    (first, second), (worker,) = run.pids("web", 2), run.pids("obedient")
    run.settle()
    (tmp_path / "started").unlink()
    run.judge(NOT_MIGRATED)
    kill(first)
    run.pids("probe", 2)
    assert is_alive(second)
    assert is_alive(worker)
    kill(second)
    run.pids("web", 4)
    run.pids("obedient", 2)
    assert not is_alive(worker)
    until((tmp_path / "started").exists, "no new start")
    _seconds, errors = run.stop()
    assert "no web process is left" in errors
    assert "did not stop in time" not in errors


def test_with_no_web_process_left_code_that_does_not_load_is_waited_for(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "obedient")
    (web,), (worker,) = run.pids("web"), run.pids("obedient")
    run.settle()
    run.judge(1, "A comma is missing.\n")
    kill(web)
    run.pids("probe", 3)
    assert is_alive(worker)
    assert len(run.pids("web")) == 1
    run.judge(0)
    run.pids("web", 2)
    run.pids("obedient", 2)
    assert not is_alive(worker)
    _seconds, errors = run.stop()
    assert errors.count("As soon as it is mended Terroir starts anew") == 1


def test_all_web_processes_dead_at_once_are_replaced_beside_the_worker(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "web", "obedient")
    run.settle()
    for pid in run.pids("web", 2):
        kill(pid)
    run.pids("web", 4)
    (worker,) = run.pids("obedient")
    assert is_alive(worker)
    run.stop()


def test_a_request_to_stop_does_not_wait_for_the_probe(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "web", "obedient")
    pids = run.pids("web", 2) + run.pids("obedient")
    run.settle()
    run.judge(-1)
    kill(pids[0])
    pids += run.pids("probe")
    seconds, errors = run.stop()
    assert seconds < STOP_SECONDS
    assert "did not stop in time" not in errors
    assert not any(map(is_alive, pids))


def test_who_shows_no_life_is_ended_while_the_probe_runs(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "silent", "later")
    (web,), (silent,) = run.pids("web"), run.pids("silent")
    run.settle()
    run.judge(-1)
    kill(web)
    (probe,) = run.pids("probe")
    (tmp_path / "hush").touch()
    until(lambda: not is_alive(silent), "it is waited for")
    assert is_alive(probe)
    run.stop()


def test_a_request_to_stop_wins_over_a_whole_new_start(tmp_path: Path) -> None:
    run = Run(tmp_path, "small", "web", "deaf")
    (web,), (deaf,) = run.pids("web"), run.pids("deaf")
    run.settle()
    run.judge(NOT_MIGRATED)
    kill(web)
    run.pids("told")
    run.stop()
    assert not is_alive(deaf)
    assert len(run.pids("web")) == 1


class Served:
    """A copy of the code that is served, with short pauses, and a database that others migrated."""

    def __init__(self, folder: Path) -> None:
        self.code, self.data, self.log = folder / "code", folder / "data", folder / "log"
        for name in ("knowledge", "accounts", "templates", "static"):
            shutil.copytree(settings.ROOT / name, self.code / name)
        shutil.copy2(settings.ROOT / "manage.py", self.code)
        operations = self.code / "knowledge" / "operations"
        replace(operations / "watching.py", "PAUSE_SECONDS = 30.0", "PAUSE_SECONDS = 1.0")
        replace(operations / "supervisor.py", "SETTLED_SECONDS = 5.0", "SETTLED_SECONDS = 0.1")
        self.data.mkdir()
        shutil.copyfile(os.environ[KEPT], self.data / "db.sqlite3")
        self.address = f"http://127.0.0.1:{free_port()}"
        self.process = self._serve()

    def _serve(self) -> subprocess.Popen[bytes]:
        port = self.address.rpartition(":")[2]
        with self.log.open("w") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=self.code,
                env=environment(self.data, PORT=port, EMPTY="1", DATABASE_URL=""),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def children(self, *, but: int = 0) -> dict[str, int]:
        return children(self.process.pid, but=but)

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def is_served(self) -> bool:
        """Whether a restore would be refused."""
        with (self.data / SERVING_LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(PATIENCE_SECONDS) == 0
        assert self.log.read_text().endswith("Stopped.\n")
        assert not self.is_served()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def served(tmp_path: Path, migrated_file: None) -> Iterator[Served]:
    """Answers, and is waited for by the small program; ended with the test."""
    copy = Served(tmp_path)
    copy.children()
    until(copy.answers, "not served")
    yield copy
    if copy.process.poll() is None:
        copy.process.kill()
        copy.process.wait()


@pytest.mark.slow
def test_a_copy_is_served_while_its_code_is_broken_and_whole_once_it_is_mended(
    served: Served,
) -> None:
    before = served.children()
    routes = served.code / "knowledge" / "urls.py"
    mended = routes.read_text()
    routes.write_text(f"{mended}\nurlpatterns += [\n")
    kill(before["web 1"])
    until(lambda: served.said("restart Terroir"), "no warning")
    assert served.said(f"SyntaxError: '[' was never closed ({routes}:")
    assert not served.said("Traceback")
    assert all(served.answers() for _time in range(5))
    routes.write_text(mended)
    after = served.children(but=before["web 1"])
    assert after == before | {"web 1": after["web 1"]}
    assert served.answers()
    served.stop()


@pytest.mark.slow
def test_a_copy_whose_migrations_are_missing_migrates_once_nobody_serves(served: Served) -> None:
    before = served.children()
    (served.code / "knowledge" / "areas" / "migrations" / "9999_later.py").write_text(LATER)
    kill(before["web 1"])
    until(lambda: served.said("restart Terroir"), "no warning")
    assert served.said("The database lacks migrations: areas.9999_later\n")
    assert served.answers()
    kill(before["web 2"])
    until(lambda: served.said("Database brought up to date."), "not migrated")
    after = served.children(but=before["worker"])
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert served.answers()
    assert served.is_served()
    served.stop()


LATER = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]
"""
