"""Who keeps the words that mean the same: company-wide ones every lead, an area's its own leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from accounts.permissions import can_administer, can_edit_area, led_area_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from knowledge.search.models import Synonym


def can_keep_synonyms(user: User | AnonymousUser) -> bool:
    """Whether they may look at synonyms, and keep those of the whole company."""
    return isinstance(user, User) and user.is_active and (user.is_lead or user.is_administrator)


def can_change_synonym(user: User | AnonymousUser, row: Synonym) -> bool:
    """A row that they see: an area's is its leads' and the administrators'."""
    if not can_keep_synonyms(user):
        return False
    return row.area is None or can_edit_area(user, row.area)


def changeable(user: User, rows: Iterable[Synonym]) -> frozenset[int]:
    """Of these visible rows, the ids of those they may change; one query at most.

    The row form of `can_change_synonym`.
    """
    shown = list(rows)
    if can_administer(user):
        return frozenset(row.pk for row in shown)
    led = led_area_ids(user, {row.area_id for row in shown if row.area_id is not None})
    return frozenset(row.pk for row in shown if row.area_id is None or row.area_id in led)
