"""Putting an archive in the place of what is there: all of it, or nothing."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from knowledge.operations.archive import rows
from knowledge.operations.archive.backup import SECRET, backup
from knowledge.operations.archive.container import BadArchive, Manifest, unpack

Report = Callable[[str], None]

SERVING_LOCK = ".serving.lock"
SQLITE_PARTS = ("", "-wal", "-shm")


class Refused(Exception):
    """Restoring here and now would destroy something."""


def _scratch(data_dir: Path) -> tempfile.TemporaryDirectory[str]:
    """On the disk of DATA_DIR, so that the final moves are renames."""
    return tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-")


@contextmanager
def nobody_serving(data_dir: Path) -> Iterator[None]:
    """Holds off `serve` on this DATA_DIR. Raises `Refused` while it runs."""
    with (data_dir / SERVING_LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Terroir is running on this DATA_DIR: stop it first.") from None
        yield


def is_in_use() -> bool:
    """Whether there is anything here that a restore would replace."""
    present = connection.introspection.table_names()
    people = User._meta.db_table in present and User.objects.exists()
    media = Path(settings.MEDIA_ROOT)
    return people or (media.exists() and any(path.is_file() for path in media.rglob("*")))


def restore(path: Path, *, force: bool, report: Report) -> Path:
    """Replace database, media and secret; returns the folder that keeps what was there before.

    Everything is unpacked and checked first. Raises `BadArchive`, `Refused` or OSError, and then
    nothing has changed.
    """
    data_dir: Path = settings.DATA_DIR
    kept = data_dir / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
    with nobody_serving(data_dir), _scratch(data_dir) as name:
        folder = Path(name)
        manifest = unpack(path, folder)
        report("The archive is whole.")
        if unknown := rows.unknown_migrations(manifest.migrations):
            raise BadArchive(f"{path} was made by a newer version of Terroir ({unknown[0]}).")
        in_use = is_in_use()
        if in_use and not force:
            raise Refused("There are people or files here already; --force replaces them.")
        kept.mkdir()
        try:
            _replace(folder, kept, manifest, in_use=in_use)
        except BaseException:
            shutil.rmtree(kept)
            raise
    return kept


def _replace(folder: Path, kept: Path, manifest: Manifest, *, in_use: bool) -> None:
    if connection.vendor == "sqlite":
        _build_sqlite(folder, manifest)
        _swap(folder, kept, _sqlite_path().name)
    else:
        if in_use:
            backup(kept / "database.tar.gz", report=lambda _line: None)
        _replace_rows(folder, manifest)
        _swap(folder, kept, None)
    shutil.rmtree(settings.INDEX_DIR, ignore_errors=True)


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _load(folder: Path, manifest: Manifest) -> None:
    """Fill empty tables of the archive's version, then bring them to this version."""
    apps = rows.make_tables(manifest.migrations)
    with transaction.atomic():
        rows.put_off_checks()
        for model in rows.tables(apps):
            label = model._meta.label_lower
            file = folder / "database" / f"{label}.jsonl"
            if not file.exists():
                raise BadArchive(f"The archive has no rows for {label}.")
            with file.open("rb") as lines:
                rows.write_rows(model, lines)
        rows.settle(apps)
    rows.migrate_to_latest()


def _build_sqlite(folder: Path, manifest: Manifest) -> None:
    """Make the new database file beside the old one, which is not touched."""
    current = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = folder / _sqlite_path().name
    try:
        _load(folder, manifest)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = current


def _replace_rows(folder: Path, manifest: Manifest) -> None:
    """PostgreSQL changes tables inside a transaction too: others see the old or the new."""
    with transaction.atomic():
        rows.drop_tables()
        _load(folder, manifest)


def _swap(folder: Path, kept: Path, database: str | None) -> None:
    """Move what is there to `kept` and the new in its place; undo every move if one fails."""
    data_dir: Path = settings.DATA_DIR
    moves: list[tuple[Path, Path]] = []
    if database is not None:
        place = _sqlite_path()
        moves += [(Path(f"{place}{part}"), kept / f"{place.name}{part}") for part in SQLITE_PARTS]
        moves.append((folder / database, place))
    media = Path(settings.MEDIA_ROOT)
    (folder / "media").mkdir(exist_ok=True)
    moves += [(media, kept / "media"), (folder / "media", media)]
    if (folder / SECRET).exists():
        moves += [(data_dir / SECRET, kept / SECRET), (folder / SECRET, data_dir / SECRET)]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            if source.exists():
                shutil.move(source, target)
                done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            shutil.move(target, source)
        raise
    if (data_dir / SECRET).exists():
        (data_dir / SECRET).chmod(0o600)
