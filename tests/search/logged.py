"""Rows of the search log, written at a chosen moment."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.search.models import SearchLog


def log_search(
    person: User,
    words: str,
    *,
    at: datetime | None = None,
    left_after: int | None = None,
    **fields: Any,
) -> SearchLog:
    """A search of that person, by default answered, an hour ago, and left open."""
    at = at or timezone.now() - timedelta(hours=1)
    left = None if left_after is None else at + timedelta(seconds=left_after)
    values = {"total": 3, "source": SearchLog.Source.PAGE, "filters": {}} | fields
    return SearchLog.objects.create(
        person=person, words=words, folded_words=fold(words)[:500], at=at, left_at=left, **values
    )
