"""Static files of production: our bundles, then WhiteNoise's hashed names and compressed copies."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

from knowledge.ui.bundles import ENTRIES, bundle


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hands collectstatic the joined text of each entry file in place of its imports.

    The plain name (css/app.css) gets the joined text too, so nothing on disk still imports.
    """

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        joined = {entry: bundle(entry, read) for entry in ENTRIES if entry in paths}
        for entry, text in joined.items():
            paths[entry] = (_Joined(text), entry)
            if not dry_run:
                self.delete(entry)
                self._save(entry, ContentFile(text.encode()))
        yield from super().post_process(paths, dry_run, **options)


class _Joined:
    """The little of a storage that hashing reads its sources from."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, name: str) -> File[bytes]:
        return File(cast("Any", BytesIO(self.text.encode())), name=name)


def read(path: str) -> str:
    """The text of a static file as the finders find it. Raises FileNotFoundError."""
    found = finders.find(path)
    if found is None:
        raise FileNotFoundError(path)
    with open(found, encoding="utf-8") as file:  # noqa: PTH123 - finders answer strings
        return file.read()
