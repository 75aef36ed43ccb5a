"""The count of unread lines after a restriction, a team or a lead changed.

What decides who sees an area lies in packages below, which call nobody: the worker follows their record
of changes, and counts anew for whoever has something unread.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef

from accounts.models import AccountEvent, User
from knowledge.notifications.actions import keep_count
from knowledge.notifications.models import Notification

COUNT_SECONDS: Final = 5.0
AT_ONCE: Final = 50
"""People counted in one step: about 0.2 s."""

CHANGES: Final = (
    "area_restriction",
    "area_owners",
    "area_changed",
    "person_changed",
    "team_changed",
)


class Recounting:
    """The worker's job. It begins anew with each process, so that nothing is missed."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._next: int | None = 0

    def __call__(self) -> bool:
        """Count the next people, if there is reason to; answers whether more are to be counted."""
        latest = AccountEvent.objects.filter(kind__in=CHANGES).order_by("-pk").first()
        newest = latest.pk if latest else 0
        if self._seen != newest:
            self._seen, self._next = newest, 0
        if self._next is None:
            return False
        return self._count(after=self._next)

    def _count(self, *, after: int) -> bool:
        unread = Notification.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
        people = list(
            User.objects.active().filter(Exists(unread), pk__gt=after).order_by("pk")[:AT_ONCE]
        )
        for person in people:
            keep_count(person)
        self._next = people[-1].pk if len(people) == AT_ONCE else None
        return self._next is not None
