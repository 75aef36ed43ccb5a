"""The product's settings on throwaway data: a developer's own copy is neither read nor written.

Each process of a parallel run makes its own DATA_DIR. TEST_DATABASE_URL puts the suite on
PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

# Files of tests lie in memory where there is plenty: indexes are synced to a disk, and it is waited for.
_memory = Path("/dev/shm")  # noqa: S108 - the folders in it have names of their own
if (
    "TMPDIR" not in os.environ
    and os.access(_memory, os.W_OK)
    and shutil.disk_usage(_memory).free > 4 * 2**30
):
    os.environ["TMPDIR"] = str(_memory)
    tempfile.tempdir = None

# Who was killed left a folder behind.
for _left in Path(tempfile.gettempdir()).glob("terroir-tests-*"):
    with suppress(OSError):
        if time.time() - _left.stat().st_mtime > 24 * 3600:
            shutil.rmtree(_left, ignore_errors=True)

# Workers of pytest-xdist end without a goodbye: theirs lie inside the folder of who started them.
_data_dir = tempfile.mkdtemp(prefix="terroir-tests-", dir=os.environ.get("TERROIR_TESTS"))
os.environ.setdefault("TERROIR_TESTS", _data_dir)
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)

for _name in ("HOST", "PORT", "BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "EMPTY", "DEBUG", "BENCH"):
    os.environ.pop(_name, None)
os.environ.pop("VAPID_PRIVATE_KEY", None)
os.environ |= {
    "ENV_FILE": "",
    "DATA_DIR": _data_dir,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "SECRET_KEY": "tests-only-" * 6,
    "TIME_ZONE": "Europe/Paris",
}

from knowledge.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SEARCH_LOG_THREAD = False
SYNONYMS_LOOK_SECONDS = 0.0  # the same number of queries however slow the machine
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, so that each thread of a live server has a connection of its own, as in production;
    # nothing in it has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    _options["init_command"] = _options["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
STATIC_ROOT.mkdir()  # noqa: F405 - WhiteNoise warns when it is missing
