"""One's own replies: found again, and those of the day whose outcome nobody said. For oneself alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Max
from django.utils import timezone

from knowledge.replies.models import DeskPreference, ReplyRecord
from knowledge.replies.queries.copied import replies_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

UNSAID: Final = "unsaid"
ASKED_AFTER: Final = timedelta(minutes=45)
"""Since the last reply: nobody is asked while customers wait, but when it has become quiet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of one's replies; "" for any. `outcome` may be UNSAID; `reference` is a part of it."""

    channel: str = ""
    way: str = ""
    outcome: str = ""
    reference: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.channel or self.way or self.outcome or self.reference)


def found_of(person: User, wanted: Wanted) -> QuerySet[ReplyRecord]:
    """The newest first."""
    rows = replies_of(person)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.way:
        rows = rows.filter(way=wanted.way)
    if wanted.outcome:
        rows = rows.filter(outcome="" if wanted.outcome == UNSAID else wanted.outcome)
    if wanted.reference:
        rows = rows.filter(reference__icontains=wanted.reference)
    return rows


def day_start() -> datetime:
    """Midnight of today, in the active time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def of_today(person: User) -> QuerySet[ReplyRecord]:
    """Replies of the day, said or not: who says one by mistake finds it in its place."""
    return replies_of(person).filter(created_at__gte=day_start())


def unsaid_today(person: User) -> int:
    """How many replies of today still have no outcome."""
    return ReplyRecord.objects.filter(
        person=person, created_at__gte=day_start(), outcome=""
    ).count()


def to_ask(person: User, now: datetime | None = None) -> int:
    """How many outcomes to ask for now on the home page: 0 while replies still go out, and for whoever
    does not want to be asked. One query, two when there is something to ask.
    """
    now = now or timezone.now()
    open_ones = ReplyRecord.objects.filter(person=person, created_at__gte=day_start(), outcome="")
    found = open_ones.order_by().aggregate(n=Count("pk"), last=Max("created_at"))
    if not found["n"] or now - found["last"] < ASKED_AFTER:
        return 0
    refused = DeskPreference.objects.filter(person=person, asks_outcomes=False)
    return 0 if refused.exists() else int(found["n"])


def preference_of(person: User) -> DeskPreference:
    """What they chose, or the quiet defaults, unsaved."""
    found = DeskPreference.objects.filter(person=person).first()
    return found or DeskPreference(person=person)
