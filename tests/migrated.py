"""A database that all migrations have run on, made once and copied for each process of a test run.

Running them takes a dozen seconds, several times as long as most files of tests. The copy is made anew
as soon as a migration, a model or a pinned version is another one.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from knowledge.operations.migrating import constraints_in_place

ROOT = Path(__file__).parent.parent
KEPT = "TERROIR_TESTS_MIGRATED"
"""Names the file for the programs that tests start."""


def put_migrated_database(folder: Path) -> None:
    """Copy it to where this process will have its test database; `folder` keeps what is copied."""
    made_from = _made_from()
    with _alone(folder / "lock"):
        if connection.vendor == "sqlite":
            _copy_file(folder, made_from)
        else:
            _copy_on_server(made_from)


def migrate_own_database(path: Path) -> None:
    """For a program of a test, with a database of its own on SQLite: a copy, where the test run has
    one to copy, in place of a dozen seconds of migrations.
    """
    kept = os.environ.get(KEPT)
    if kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, path)
    else:
        with constraints_in_place():
            call_command("migrate", verbosity=0)


def _made_from() -> str:
    """A digest of what decides how the tables look, and of who made them."""
    sources = [ROOT / "constraints.txt", ROOT / "tests" / "settings.py", Path(__file__)]
    for package in ("knowledge", "accounts"):
        for pattern in ("migrations/*.py", "models.py", "models/**/*.py"):
            sources += (ROOT / package).glob(f"**/{pattern}")
    digest = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for source in sorted(sources):
        digest.update(f"\n{source.relative_to(ROOT)}\n".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process makes it, the others wait for it."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _migrate(name: str) -> None:
    """All migrations on a new database of that name, as Django's own test runner has it."""
    facts, given = connection.settings_dict, settings.DATABASES["default"]
    before, test_before = facts["NAME"], facts["TEST"]["NAME"]
    facts["TEST"]["NAME"] = name
    with constraints_in_place():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    facts["NAME"] = given["NAME"] = before
    facts["TEST"]["NAME"] = test_before


def _copy_file(folder: Path, made_from: str) -> None:
    kept = folder / f"{made_from}.sqlite3"
    if not kept.exists():
        for other in folder.glob("*.sqlite3*"):
            other.unlink()
        making = folder / "making.sqlite3"
        _migrate(str(making))
        making.replace(kept)
    os.environ[KEPT] = str(kept)
    shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])


def _copy_on_server(made_from: str) -> None:
    """PostgreSQL copies a database itself. What the kept one was made from is in its comment."""
    wanted = connection.creation._get_test_db_name()
    kept = f"test_{connection.settings_dict['NAME']}_migrated"
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [kept],
        )
        found = cursor.fetchone()
    if found is None or found[0] != made_from:
        _migrate(kept)
        with _server() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {_quoted(kept)} IS '{made_from}'")
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(wanted)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {_quoted(wanted)} TEMPLATE {_quoted(kept)}")


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor outside the databases of the tests."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
