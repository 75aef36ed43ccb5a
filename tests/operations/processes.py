"""The product in processes of its own, with its own settings and not the tests'."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

READY_SECONDS = 240  # it migrates first, beside other tests
PRODUCT: dict[str, str] = {
    "DJANGO_SETTINGS_MODULE": "knowledge.settings",
    "ENV_FILE": "",
    "SECRET_KEY": "",  # made in DATA_DIR, as for people
}


def environment(data_dir: Path | None = None, **variables: str) -> dict[str, str]:
    """What the process sees: this one's environment, the product's settings, the variables.

    Not what tests in a browser, which may have been run before, need in this process.
    """
    place = {} if data_dir is None else {"DATA_DIR": str(data_dir)}
    own = {name: os.environ[name] for name in os.environ if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return own | PRODUCT | place | variables


def manage(
    *words: str, data_dir: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.ROOT,
        env=environment(data_dir, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def children(serving: int, *, but: int = 0) -> dict[str, int]:
    """Names and pids, once the small program waits for them and for the one that is not wanted no more."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        words = Path(f"/proc/{serving}/cmdline").read_text().rstrip("\0").split("\0")
        if any(word.endswith("watching.py") for word in words):
            found = {name: pid for name, pid, *_facts in json.loads(words[-1])[0]}
            if but not in found.values():
                return found
        time.sleep(0.1)
    raise AssertionError("nobody waits")
