"""When people work, from which day on, and when they are away."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.calendars import Away
from accounts.hours import is_week
from accounts.models.contracts import LeaveCalendar
from accounts.models.people import User


def known_week(value: Any) -> None:
    if not is_week(value):
        raise ValidationError(_("These are not the hours of a week."))


class WorkingPatternQuerySet(models.QuerySet["WorkingPattern"]):
    def in_force(self) -> WorkingPatternQuerySet:
        """What holds or will hold: nothing that was replaced or taken back."""
        return self.filter(replaced_at=None)


class WorkingPattern(models.Model):
    """The hours of somebody's week from `since` on. A row is never changed, only replaced.

    `spans` are seven lists of [start, end] in minutes after local midnight, Monday first. What of them
    is for sharing follows from the allowance in force.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="working_patterns")
    since = models.DateField(_("from"))
    spans = models.JSONField(_("hours"), validators=[known_week])
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WorkingPatternQuerySet.as_manager()

    class Meta:
        ordering = ["person", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "since"],
                condition=Q(replaced_at=None),
                name="working_pattern_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.since:%Y-%m-%d}"


class AwayPeriods(models.Manager["AwayPeriod"]):
    """What holds: nothing that was taken back."""

    def get_queryset(self) -> models.QuerySet[AwayPeriod]:
        return super().get_queryset().filter(removed_at=None)


class AwayPeriod(models.Model):
    """Days on which somebody does not work, first and last included. Never changed: one that is taken
    back keeps its days in the history (`ever`), without its note, and `objects` no longer knows it.

    `from_noon` and `to_noon` leave them the morning of the first day, the afternoon of the last.
    The note is for the person and whoever manages them, an imported one for the person alone;
    colleagues see the days.
    What was imported carries what its source calls it, so that it comes in once. Periods of several
    sources may share days: each half day counts once.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        CSV = "csv", _("from a file")
        ICAL = "ical", _("from a calendar")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="away_periods")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    from_noon = models.BooleanField(_("from noon on the first day"), default=False)
    to_noon = models.BooleanField(_("until noon on the last day"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(max_length=4, choices=Source, default=Source.HAND, editable=False)
    external_id = models.CharField(max_length=300, blank=True, editable=False)
    calendar = models.ForeignKey(
        LeaveCalendar, on_delete=models.CASCADE, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AwayPeriods()
    ever = models.Manager["AwayPeriod"]()

    class Meta:
        ordering = ["first_day", "from_noon", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source", "external_id"],
                condition=~Q(external_id="") & Q(removed_at=None),
                name="away_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="away_ends_after_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")) | Q(from_noon=False) | Q(to_noon=False),
                name="away_half_a_day_at_least",
            ),
        ]
        indexes = [  # each holds all that calendars read: the table itself is not
            models.Index(
                fields=["person", "last_day", "removed_at", "first_day", "from_noon", "to_noon"],
                name="away_of_people",
            ),
            models.Index(
                fields=["last_day", "removed_at", "first_day", "person", "from_noon", "to_noon"],
                name="away_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away {self.first_day:%Y-%m-%d} to {self.last_day:%Y-%m-%d}"

    @property
    def halves(self) -> Away:
        return Away.of(
            self.first_day, self.last_day, from_noon=self.from_noon, to_noon=self.to_noon
        )


class Adjustment(models.Model):
    """What somebody can work on a day of a closed month became more or less by so many minutes.

    Leave that is known late, called off or moved, and hours declared back in time, change a month
    that people have read: never silently. Written with what changes it, only ever added; what was
    read is what can be worked now, less all adjustments of those days.
    """

    class Cause(models.TextChoices):
        LEAVE = "leave", _("days away")
        HOURS = "hours", _("hours of the week")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="adjustments")
    day = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    cause = models.CharField(max_length=5, choices=Cause)
    at = models.DateTimeField()

    class Meta:
        ordering = ["person", "day", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(minutes=0), name="adjustment_changes_something"),
        ]
        indexes = [models.Index(fields=["person", "day"], name="adjustment_person_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%Y-%m-%d}: {self.minutes:+d} min"
