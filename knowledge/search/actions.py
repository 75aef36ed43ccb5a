"""Telling the index that something changed, and what came of a search."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from knowledge.search import searchlog
from knowledge.search.models import SearchChange, SearchLog

if TYPE_CHECKING:
    from accounts.models import User


def note_change(*, kind: str, object_id: int) -> None:
    """Joins the caller's transaction: either the change is indexed, or it never happened."""
    SearchChange.objects.create(kind=kind, object_id=object_id)


def note_changes(*, kind: str, object_ids: Collection[int]) -> None:
    """Many at once, for imports; joins the caller's transaction."""
    SearchChange.objects.bulk_create(
        SearchChange(kind=kind, object_id=object_id) for object_id in object_ids
    )


@transaction.atomic
def note_outcome(
    *,
    key: UUID,
    person: User,
    outcome: str,
    kind: str,
    object_id: int,
    passage: str = "",
) -> None:
    """A search led this person to open or copy something. Another person's search is left alone.

    The search may still be waiting in some process to be written: then the outcome waits too. A
    copy says more than an opening and is never replaced by one.
    """
    if not SearchLog.objects.filter(key=key).exists():
        searchlog.keep_outcome(
            key=key,
            person_id=person.pk,
            outcome=outcome,
            kind=kind,
            object_id=object_id,
            passage=passage,
        )
        return
    rows = SearchLog.objects.filter(key=key, person=person)
    if outcome != SearchLog.Outcome.COPIED:
        rows = rows.exclude(outcome=SearchLog.Outcome.COPIED)
    rows.update(
        outcome=outcome,
        outcome_kind=kind,
        outcome_id=object_id,
        outcome_passage=passage,
        outcome_at=timezone.now(),
    )
