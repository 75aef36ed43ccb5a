"""Telling the index that something changed."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.search.models import SearchChange


def note_change(*, kind: str, object_id: int) -> None:
    """Call inside the transaction of the change: it is then indexed, or neither happened."""
    SearchChange.objects.create(kind=kind, object_id=object_id)


def note_changes(*, kind: str, object_ids: Collection[int]) -> None:
    """Many at once, for imports."""
    SearchChange.objects.bulk_create(
        SearchChange(kind=kind, object_id=object_id) for object_id in object_ids
    )
