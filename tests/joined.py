"""The joined files of production, served to a test's browser without collecting static files."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings as site

from knowledge.ui.bundles import ENTRIES, bundle
from knowledge.ui.storage import read


def serve_joined_files(settings: Any) -> None:
    """The live server finds them before what they are made of. It sends them itself: what Playwright
    sends in its place comes only while the test waits for something, and each request asks it first.
    """
    settings.STATICFILES_DIRS = [_joined(), *site.STATICFILES_DIRS]


@cache
def _joined() -> Path:
    """A folder of this process with what production would send for each entry file."""
    folder: Path = site.DATA_DIR / "joined"
    for entry in ENTRIES:
        place = folder / entry
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(bundle(entry, read), encoding="utf-8")
    return folder
