"""When people work and when they are away: said by themselves, kept with its history."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.adjusting import adjusting
from accounts.hours import Week
from accounts.leave.periods import MOST_DAYS_AWAY
from accounts.models import Adjustment, AwayPeriod, User, WorkingPattern
from knowledge.ui.times import long_date


@transaction.atomic
def declare_working_time(*, person: User, since: date, week: Week) -> WorkingPattern:
    """The hours of a week from a day on; what was declared from the same day is replaced and stays in
    the history. What changes in closed months is kept as adjustments.
    """
    _alone(person)
    same = WorkingPattern.objects.in_force().filter(person=person, since=since)
    pattern = WorkingPattern(
        person=person,
        since=since,
        spans=[[list(span) for span in day] for day in week],
    )
    with adjusting([(person.pk, (since, date.max))], cause=Adjustment.Cause.HOURS):
        same.update(replaced_at=timezone.now())
        pattern.full_clean()
        pattern.save()
    return pattern


@transaction.atomic
def take_back_working_time(pattern: WorkingPattern) -> WorkingPattern:
    """What held before its day holds on; the row stays in the history."""
    _alone(pattern.person)
    if pattern.replaced_at is None:
        pattern.replaced_at = timezone.now()
        days = pattern.since, date.max
        with adjusting([(pattern.person_id, days)], cause=Adjustment.Cause.HOURS):
            pattern.save(update_fields=["replaced_at"])
    return pattern


@transaction.atomic
def add_away(
    *,
    person: User,
    first_day: date,
    last_day: date,
    from_noon: bool = False,
    to_noon: bool = False,
    note: str = "",
) -> AwayPeriod:
    """Days on which they do not work, both ends included.

    Raises ValidationError: it ends before it begins, is longer than three years, or shares half a
    day with what they said by hand before.
    """
    _alone(person)
    period = AwayPeriod(
        person=person,
        first_day=first_day,
        last_day=last_day,
        from_noon=from_noon,
        to_noon=to_noon,
        note=note.strip(),
    )
    _check_length(period)
    period.full_clean()
    _refuse_twice(period)
    with adjusting([(person.pk, (first_day, last_day))], cause=Adjustment.Cause.LEAVE):
        period.save()
    return period


@transaction.atomic
def remove_away(period: AwayPeriod) -> None:
    """It stays in the history without its note; what it gives back to a closed month is an adjustment."""
    _alone(period.person)
    days = period.first_day, period.last_day
    with adjusting([(period.person_id, days)], cause=Adjustment.Cause.LEAVE):
        period.note, period.removed_at = "", timezone.now()
        period.save(update_fields=["note", "removed_at"])


def _alone(person: User) -> None:
    """Two tabs of one person come one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _check_length(period: AwayPeriod) -> None:
    if period.last_day < period.first_day:
        raise ValidationError(
            {"last_day": _("The last day is before the first. Choose a later one.")}
        )
    if period.last_day - period.first_day > timedelta(days=MOST_DAYS_AWAY):
        raise ValidationError(
            {"last_day": _("This is more than three years. Ask your administrator instead.")}
        )
    if period.halves.last < period.halves.first:
        raise ValidationError(
            {"to_noon": _("Choose the morning or the afternoon; for the whole day choose neither.")}
        )


def _refuse_twice(period: AwayPeriod) -> None:
    """What was imported may say the same: each half day counts once."""
    rows = AwayPeriod.objects.filter(
        person=period.person,
        source=AwayPeriod.Source.HAND,
        first_day__lte=period.last_day,
        last_day__gte=period.first_day,
    )
    new = period.halves
    for row in rows:
        if row.halves.first <= new.last and new.first <= row.halves.last:
            said = _("You are already away from %(first)s to %(last)s: remove that first.")
            days = {"first": long_date(row.first_day), "last": long_date(row.last_day)}
            raise ValidationError({"first_day": said % days})
