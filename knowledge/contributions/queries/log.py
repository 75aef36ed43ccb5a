"""Who looked at somebody's figures, for that person to read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from knowledge.contributions.models import FigureView

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def views_of(person: User, *, since: date | None = None) -> QuerySet[FigureView]:
    """One row a viewer, place and day, the latest first; of people who left too."""
    rows = FigureView.objects.filter(person=person).select_related("viewer")
    return rows.filter(day__gte=since) if since else rows
