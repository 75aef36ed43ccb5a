"""The product in processes of its own, with its own settings and not the tests'."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

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
