"""From which day on somebody was an expert, and until when."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import ExpertChange, User


def note_expert(*, person: User, was: bool, now: bool, on: date | None = None) -> None:
    """From that day (today) on. Writes in the caller's transaction.

    Whoever changes twice on a day never changed, and what somebody becomes on the day their account is
    opened they were from their first day on.
    """
    day = on or timezone.localdate()
    if was == now or day <= timezone.localdate(person.created_at):
        return
    taken_back, _rows = ExpertChange.objects.filter(person=person, day=day).delete()
    if not taken_back:
        ExpertChange.objects.create(person=person, day=day, is_expert=now)


def note_return(*, person: User, left: date) -> None:
    """They were no expert while they were gone, whatever changed meanwhile.

    Writes in the caller's transaction.
    """
    changes = ExpertChange.objects.filter(person=person, day__gte=left).order_by("day")
    first = changes.first()
    was = person.is_expert if first is None else not first.is_expert
    changes.delete()
    note_expert(person=person, was=was, now=False, on=left)
    note_expert(person=person, was=False, now=person.is_expert)
