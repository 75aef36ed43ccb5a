"""A worker is killed at any moment: nobody is offered a question twice, and none is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

KILLS = 12


@pytest.mark.slow
@pytest.mark.usefixtures("migrated_file")
def test_workers_killed_while_they_hand_over_offer_nothing_twice_and_lose_nothing(
    tmp_path: Path,
) -> None:
    settings_of_its_own = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "knowledge.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.threads.handing_over", str(KILLS), "1"],
        cwd=settings.ROOT,
        env=os.environ | settings_of_its_own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert " kills, " in ended.stdout
