"""What must be true before serving: schema, translations, static files. Each step costs nothing
when nothing changed."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from knowledge.operations.migrating import constraints_in_place

STATIC_STAMP = ".sources"


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Starts at the same moment on one DATA_DIR prepare it one after the other."""
    with (data_dir / ".preparation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file at once: readers see the old content or the new, never a part."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def pending_migrations() -> bool:
    """Whether the schema is behind this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> bool:
    """Bring the schema up to date; says whether there was anything to do."""
    pending = pending_migrations()
    if pending:
        with constraints_in_place():
            call_command("migrate", interactive=False, verbosity=0)
    return pending


def compile_translations() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; returns those compiled."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            _compile(source, target)
            compiled.append(source)
    return compiled


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    with tempfile.TemporaryFile() as draft:
        write_mo(draft, catalogue)
        draft.seek(0)
        write_whole(target, draft.read())


def _static_fingerprint() -> str:
    """Changes when any source file does (name, size, time), or the code that joins and hashes."""
    sources = {
        name: Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list([])
    }
    sources |= {str(path): path for path in (settings.ROOT / "knowledge" / "ui").glob("*.py")}
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name, path in sorted(sources.items()):
        facts = path.stat()
        digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> bool:
    """Hash and compress the static files into DATA_DIR when a source changed."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint)
    return True
