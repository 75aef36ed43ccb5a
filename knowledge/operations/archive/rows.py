"""The database as rows: read in one snapshot, written in one transaction, on either engine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps as live_apps
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.duration import duration_string

from knowledge.operations.migrating import constraints_in_place

Model = type[models.Model]

BATCH_ROWS = 500
FETCH_ROWS = 2000


def plain(value: object) -> object:
    """A value as JSON can hold it; `models.Field.to_python` reads it back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be archived")


def tables(apps: Apps = live_apps) -> list[Model]:
    """Every table of ours, those between two models included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _fields(model: Model) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is the database at one moment; writers are not held up.

    SQLite: a deferred transaction of the write-ahead log, which `atomic` would make a writing one.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def read_rows(model: Model) -> Iterator[bytes]:
    """First the names of the columns, then one line a row."""
    names = [field.attname for field in _fields(model)]
    yield json.dumps(names).encode() + b"\n"
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=FETCH_ROWS):
        yield json.dumps(row, default=plain, ensure_ascii=False).encode() + b"\n"


def write_rows(model: Model, lines: Iterable[bytes]) -> int:
    """Insert the rows as they were, keys included; returns how many. Raises `ValueError`."""
    reading = iter(lines)
    names = json.loads(next(reading))
    by_name = {field.attname: field for field in _fields(model)}
    if set(names) != set(by_name):
        raise ValueError(f"{model._meta.db_table}: the columns are not those of this version")
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    count = 0
    with connection.cursor() as cursor:
        while batch := list(islice(reading, BATCH_ROWS)):
            cursor.executemany(statement, [_parameters(fields, json.loads(row)) for row in batch])
            count += len(batch)
    return count


def _parameters(fields: list[models.Field[Any, Any]], row: list[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(field.to_python(value), connection)
        for field, value in zip(fields, row, strict=True)
    ]


def applied_migrations() -> dict[str, list[str]]:
    """The names of the migrations in force, by application."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationExecutor(connection).loader.applied_migrations):
        applied.setdefault(app, []).append(name)
    return applied


def unknown_migrations(archived: dict[str, list[str]]) -> list[str]:
    """Migrations of an archive which this version does not have: it was made by a newer one."""
    known = MigrationExecutor(connection).loader.graph.nodes
    return [
        f"{app}.{name}"
        for app, names in archived.items()
        for name in names
        if (app, name) not in known
    ]


def make_tables(archived: dict[str, list[str]]) -> Apps:
    """Make the archive's version of the tables, empty; returns the models as they were then."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    nodes = {(app, name) for app, names in archived.items() for name in names}
    targets = [node for node in nodes if not nodes & set(graph.node_map[node].children)]
    with constraints_in_place():
        executor.migrate(targets)
    state = MigrationExecutor(connection).loader.project_state(targets)
    made = state.apps
    with connection.cursor() as cursor:
        for model in tables(made):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    return made


def migrate_to_latest() -> None:
    """From the archive's version to this one."""
    executor = MigrationExecutor(connection)
    with constraints_in_place():
        executor.migrate(executor.loader.graph.leaf_nodes())


def drop_tables() -> None:
    """Remove every table of ours and the record of migrations."""
    wanted = {model._meta.db_table for model in tables()} | {"django_migrations"}
    present = [name for name in connection.introspection.table_names() if name in wanted]
    with connection.cursor() as cursor:
        for name in present:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def put_off_checks() -> None:
    """Rows come in any order: foreign keys are checked by `settle`.

    Migrations of the same transaction may have set PostgreSQL to check them at once.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def settle(apps: Apps) -> None:
    """Check the foreign keys that were put off, and set the counters of keys behind the rows."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connection.ops.sequence_reset_sql(no_style(), tables(apps)):
            cursor.execute(statement)
