"""Telling the index that something changed, what came of a search, and keeping searches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledge.search import searchlog
from knowledge.search.models import SavedSearch, SearchChange, SearchLog

MOST_SAVED: Final = 50
"""Saved searches of one person."""


class TooManySaved(Exception):
    """The person keeps MOST_SAVED searches already."""


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
    digest: str = "",
) -> None:
    """A search led this person to open or copy something. Another person's search is left alone.

    The search may still be waiting in some process to be written: then the outcome waits too. A
    copy says more than an opening and is never replaced by one. `digest` (learning.digest) stands for
    the text that was copied: searches learn from it.
    """
    if not SearchLog.objects.filter(key=key).exists():
        searchlog.keep_outcome(
            key=key,
            person_id=person.pk,
            outcome=outcome,
            kind=kind,
            object_id=object_id,
            passage=passage,
            digest=digest,
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
        outcome_digest=digest,
        outcome_at=timezone.now(),
    )


@transaction.atomic
def note_left(*, key: UUID, person: User) -> None:
    """The page of this search was left without opening or copying anything.

    Like an outcome it waits for a search that isn't written yet; the first leaving counts, and
    another person's search is left alone.
    """
    if not SearchLog.objects.filter(key=key).exists():
        searchlog.keep_left(key=key, person_id=person.pk)
        return
    rows = SearchLog.objects.filter(key=key, person=person, outcome="", left_at=None)
    rows.update(left_at=timezone.now())


# Saved searches


@transaction.atomic
def save_search(
    *, person: User, name: str, query: str, tells: bool, seen: Sequence[str]
) -> SavedSearch:
    """Keep a search; one that is kept already takes the new name and choice.

    `seen` are the results that are there now: only others are told later. Raises TooManySaved.
    """
    User.objects.select_for_update().get(pk=person.pk)  # counts of one person don't race
    kept = SavedSearch.objects.filter(person=person, query=query).first()
    if kept is None:
        if SavedSearch.objects.filter(person=person).count() >= MOST_SAVED:
            raise TooManySaved
        kept = SavedSearch(person=person, query=query, created_at=timezone.now())
    kept.name, kept.tells = name, tells
    kept.seen, kept.checked_at = list(seen), timezone.now()
    kept.full_clean()
    kept.save()
    return kept


@transaction.atomic
def rename_search(saved: SavedSearch, *, name: str) -> SavedSearch:
    """Another name, for the person's own list."""
    saved.name = name
    saved.full_clean()
    saved.save(update_fields=["name"])
    return saved


@transaction.atomic
def tell_of_search(saved: SavedSearch, *, tells: bool, seen: Sequence[str]) -> SavedSearch:
    """Begin or stop to tell about new results; what is there at the beginning isn't new."""
    if tells and not saved.tells:
        saved.seen, saved.checked_at = list(seen), timezone.now()
    saved.tells = tells
    saved.full_clean()
    saved.save(update_fields=["tells", "seen", "checked_at"])
    return saved


@transaction.atomic
def delete_saved_search(saved: SavedSearch) -> None:
    """Keep it no longer."""
    saved.delete()
