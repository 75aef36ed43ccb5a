"""Two workers send side by side and are killed at any moment: nothing is lost."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.notifications.receiving import Mailbox

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("migrated_file")]
PROGRAM = "tests.notifications.sending_and_dying"
MESSAGES = 80


def _send(tmp_path: Path, mailbox: Mailbox, *, kills: int) -> tuple[set[str], Counter[str]]:
    """The ids that were to be sent, and how often each arrived."""
    of_its_own = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "ENV_FILE": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "DJANGO_SETTINGS_MODULE": "knowledge.settings",
        "LOG_LEVEL": "ERROR",
    }
    ended = subprocess.run(
        [sys.executable, "-m", PROGRAM, str(MESSAGES), str(kills), "1"],
        cwd=settings.ROOT,
        env=os.environ | of_its_own,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    arrived = Counter(str(message["Message-ID"]).strip() for message in mailbox.messages)
    return set(ended.stdout.split()), arrived


def test_two_workers_send_each_message_once(tmp_path: Path, mailbox: Mailbox) -> None:
    wanted, arrived = _send(tmp_path, mailbox, kills=0)
    assert len(wanted) == MESSAGES
    assert arrived == Counter(wanted)


def test_workers_killed_again_and_again_lose_nothing(tmp_path: Path, mailbox: Mailbox) -> None:
    """Only what was on its way at a kill may arrive twice, under the same id."""
    kills = 20
    wanted, arrived = _send(tmp_path, mailbox, kills=kills)
    assert set(arrived) == wanted
    assert sum(arrived.values()) <= MESSAGES + kills
