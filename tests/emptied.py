"""Emptying the tables after a test whose transactions were real.

Django's own `flush` empties every table there is and tells every package that it has migrated, after
each such test. Most tables are empty anyway, and what is the same in every database may stay.
"""

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from knowledge.replies.models import ChannelProfile

STAYS = (ContentType, Permission, ChannelProfile)
"""Django makes their rows from the models, a migration the channels: not what people do. A test with real
transactions leaves the channels as they are.
"""


def empty_after_each_test() -> None:
    """Django's tests with real transactions end with `empty_tables`."""
    TransactionTestCase._fixture_teardown = lambda _case: empty_tables()  # type: ignore[method-assign]


def empty_tables() -> None:
    """No table that a test has filled holds a row. Numbers go on where they were, as `flush` has it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_question())
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - ours


@cache
def _question() -> str:
    """Asks which tables hold something."""
    stays = {model._meta.db_table for model in STAYS}
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"  # noqa: S608
        for name in names
        if name not in stays
    )
