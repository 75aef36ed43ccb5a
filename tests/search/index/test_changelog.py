"""Reading the log: nothing is lost, nothing is read for ever."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import changelog
from knowledge.search.actions import note_change, note_changes
from knowledge.search.changelog import Cursor, read_changes
from knowledge.search.models import SearchChange

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 20
"""Transactions of other databases in the cluster (a parallel run) hold the horizon for a while."""


def test_rows_are_read_once_in_order() -> None:
    note_changes(kind="shelf", object_ids=[3, 1, 2])
    rows, cursor = read_changes(Cursor())
    assert [row.object_id for row in rows] == [3, 1, 2]
    assert read_changes(cursor)[0] == []


def test_a_long_log_is_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "BATCH", 2)
    note_changes(kind="shelf", object_ids=range(1, 6))
    read, cursor = [], Cursor()
    for _ in range(3):
        rows, cursor = read_changes(cursor)
        read += [row.object_id for row in rows]
    assert read == [1, 2, 3, 4, 5]


def test_the_cursor_survives_being_written_down() -> None:
    cursor = Cursor(12, [(3, 4, 99), (8, 8, 100)])
    assert Cursor.from_state(cursor.as_state()) == cursor


def test_old_rows_are_pruned_and_new_ones_kept() -> None:
    note_change(kind="shelf", object_id=1)
    SearchChange.objects.update(at=timezone.now() - changelog.KEEP - timedelta(minutes=1))
    note_change(kind="shelf", object_id=2)
    assert changelog.prune() == 1
    assert [row.object_id for row in SearchChange.objects.all()] == [2]


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_gaps_are_exactly_the_numbers_not_seen(seen: set[int], late: set[int]) -> None:
    holes = changelog._gaps(0, sorted(seen), 5)
    covered = {number for first, last, _x in holes for number in range(first, last + 1)}
    assert covered == set(range(1, max(seen, default=0) + 1)) - seen
    left = changelog._without(holes, sorted(late))
    remaining = {number for first, last, _x in left for number in range(first, last + 1)}
    assert remaining == covered - late


class Late:
    """A transaction of another session that took its number early and commits late."""

    def __init__(self) -> None:
        self.session = connections.create_connection("default")
        self.session.ensure_connection()
        self.session.set_autocommit(False)

    def note(self, object_id: int) -> None:
        with self.session.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_searchchange (kind, object_id, at) VALUES ('shelf', %s, now())",
                [object_id],
            )

    def commit(self) -> None:
        self.session.commit()

    def rollback(self) -> None:
        self.session.rollback()


@pytest.fixture
def late(transactional_db: None) -> Iterator[Late]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time: no number is late")
    made = Late()
    yield made
    made.session.rollback()
    made.session.close()


def test_a_lower_number_that_commits_later_is_not_lost(late: Late) -> None:
    late.note(1)
    note_change(kind="shelf", object_id=2)
    rows, cursor = read_changes(Cursor(_before_all()))
    assert [row.object_id for row in rows] == [2]
    assert read_changes(cursor)[0] == []
    late.commit()
    rows, cursor = read_changes(cursor)
    assert [row.object_id for row in rows] == [1]
    assert read_changes(cursor) == ([], Cursor(cursor.last))


def test_a_number_that_was_rolled_back_is_forgotten(late: Late) -> None:
    late.note(1)
    note_change(kind="shelf", object_id=2)
    _rows, cursor = read_changes(Cursor(_before_all()))
    assert cursor.holes
    late.rollback()
    note_change(kind="shelf", object_id=3)
    patience = time.monotonic() + PATIENCE_SECONDS
    while cursor.holes and time.monotonic() < patience:
        _rows, cursor = read_changes(cursor)
        time.sleep(0.1)
    assert cursor.holes == []


def test_a_rebuild_waits_for_what_was_open_when_it_began(late: Late) -> None:
    note_change(kind="shelf", object_id=1)
    late.note(2)
    note_change(kind="shelf", object_id=3)
    cursor = changelog.start_of_rebuild()
    late.commit()
    rows, _cursor = read_changes(cursor)
    assert [row.object_id for row in rows] == [2]


def _before_all() -> int:
    """The number before the first that this test's rows can have."""
    first = SearchChange.objects.order_by("pk").values_list("pk", flat=True).first() or 1
    return first - 2
