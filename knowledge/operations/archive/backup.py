"""Making an archive while people work."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from knowledge.operations.archive import rows
from knowledge.operations.archive.container import FORMAT, Manifest, Writer, new_archive

Report = Callable[[str], None]

SECRET = "secret_key"  # noqa: S105 - the name of a file


def backup(path: Path, *, report: Report) -> Manifest:
    """Write database, media and secret to a new file.

    Media are copied after the snapshot of the database, and files are written before the rows that
    name them: so every file a row names is in the archive. Raises OSError, and then leaves no file.
    """
    with new_archive(path) as archive:
        manifest = _add_database(archive)
        report(f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables")
        count = _add_media(archive)
        report(f"{count} media files")
        secret = settings.DATA_DIR / SECRET
        if secret.exists():
            archive.add_file(SECRET, secret)
        manifest.files = dict(archive.checksums)
        archive.add_manifest(manifest)
    return manifest


def _add_database(archive: Writer) -> Manifest:
    counts: dict[str, int] = {}
    with rows.snapshot():
        migrations = rows.applied_migrations()
        for model in rows.tables():
            label = model._meta.label_lower
            counts[label] = archive.add_lines(f"database/{label}.jsonl", rows.read_rows(model)) - 1
    return Manifest(
        format=FORMAT,
        created_at=timezone.now().isoformat(),
        database=connection.vendor,
        migrations=migrations,
        rows=counts,
    )


def _media_files() -> Iterator[Path]:
    yield from (path for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")) if path.is_file())


def _add_media(archive: Writer) -> int:
    """A file removed meanwhile belonged to nothing any more and is left out."""
    count = 0
    for path in _media_files():
        name = path.relative_to(settings.MEDIA_ROOT).as_posix()
        try:
            archive.add_file(f"media/{name}", path)
        except FileNotFoundError:
            continue
        count += 1
    return count
