"""How somebody's time is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.areas.prepared import PreparedObjects
from knowledge.contributions.models import Recording

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from accounts.models import User


def recording_of(person: User) -> Recording:
    """Their choice, or the usual one (not saved); one query."""
    found = _RECORDING.rows([person.pk])
    return found[0] if found else Recording(person=person)


def _recording(people: Collection[int]) -> QuerySet[Recording]:
    return Recording.objects.order_by().filter(person__in=people)


_RECORDING: Final[PreparedObjects[Recording]] = PreparedObjects(_recording)
