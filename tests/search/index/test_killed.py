"""The writer is killed at any moment: the index is as one of its commits left it."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.search.asking import Asked, Filters
from knowledge.search.engine import Generation
from tests.search.index.writing_for_ever import DOCUMENTS, last_batch

KILLS = 100


@pytest.mark.slow
def test_a_writer_killed_a_hundred_times_loses_and_doubles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "g-killed"
    chance = random.Random(1)
    said = 0
    for _ in range(KILLS):
        said = max(said, _write_and_kill(path, chance.uniform(0.0, 0.15)))
        if last_batch(path):
            assert last_batch(path) >= said
            _assert_whole(Generation(path))
    assert last_batch(path) > KILLS / 2


def _write_and_kill(path: Path, seconds: float) -> int:
    """The last batch that the writer said it had committed; killed a while after its first."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.search.index.writing_for_ever", str(path)],
        cwd=settings.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        lines = [line for line in [first, *writer.stdout] if line.endswith("\n")]
    return int(lines[-1]) if lines else 0


def _assert_whole(index: Generation) -> None:
    """Every document once, all of the batch that the state names."""
    number = index.state()["last"]
    assert index.documents == DOCUMENTS
    for word in (f"batch{number}", "fibre"):
        assert index.count(index.matcher.first(Asked((word,), ""), Filters())) == DOCUMENTS


@pytest.mark.slow
@pytest.mark.usefixtures("migrated_file")
def test_a_follower_killed_a_hundred_times_while_articles_change_catches_up(tmp_path: Path) -> None:
    """In the middle of following, of a rebuild, or of taking an index up; see the program."""
    settings_of_its_own = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "knowledge.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.search.index.following_and_dying", str(KILLS), "1"],
        cwd=settings.ROOT,
        env=os.environ | settings_of_its_own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert ended.stdout.startswith(f"{KILLS} kills, ")
