"""What proposes entries: the timer, and the minutes of active writing that only the person sees."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL
from knowledge.contributions.models.kinds import Kind


class Activity(models.Model):
    """Minutes of a day that somebody wrote, reviewed or coached at one thing. No entry yet.

    Visible to the person alone; deleted when they decide on it, or after 30 days.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities"
    )
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=LONGEST_LABEL)
    url = models.CharField(max_length=LONGEST_URL)
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    minutes = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day", "kind", "subject_kind", "subject_id"],
                name="activity_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["changed_at"], name="activity_changed_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%Y-%m-%d}: {self.minutes} min"


class Timer(models.Model):
    """The one timer of a person: what it counts, since when it runs, what it has counted before.

    `banked_seconds` are those of earlier runs since it was last stopped; it runs while
    `running_since` is set. It begins anew with each object: switching stops it first.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ARTICLE)
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    label = models.CharField(_("what"), max_length=LONGEST_LABEL, blank=True)
    url = models.CharField(_("link or reference"), max_length=LONGEST_URL, blank=True)
    started_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True, blank=True)
    banked_seconds = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.label}"


class Recording(models.Model):
    """How somebody wants their time to be recorded and to be reminded of; usual when there is no row.

    `active_until` is up to when active minutes were counted, so that two windows never count twice.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recording"
    )
    counts_activity = models.BooleanField(_("propose entries from what I write"), default=True)
    reminds = models.BooleanField(_("remind me to confirm my week"), default=True)
    remind_weekday = models.PositiveSmallIntegerField(_("day of the reminder"), default=4)
    remind_minute = models.PositiveSmallIntegerField(_("hour of the reminder"), default=16 * 60)
    reminded_week = models.DateField(null=True, blank=True, editable=False)
    monthly_mail = models.BooleanField(_("monthly mail on my teams"), default=True)
    mailed_month = models.DateField(null=True, blank=True, editable=False)
    active_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(remind_weekday__lte=6) & Q(remind_minute__lt=24 * 60),
                name="recording_reminder_in_the_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class FigureView(models.Model):
    """Who looked at somebody's figures, on which day, where; for that person to read.

    `seen` is how often on that day. Looking at one's own is not written down.
    """

    class Place(models.TextChoices):
        PERSON = "person", _("your page for managers")
        TEAM = "team", _("the page of a team")
        HOME = "home", _("a manager’s home page")
        FILE = "file", _("a file")
        API = "api", _("a program")
        MAIL = "mail", _("the monthly mail")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="figure_views"
    )
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=6, choices=Place)
    day = models.DateField()
    last_at = models.DateTimeField()
    seen = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "viewer", "place", "day"], name="figure_view_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(person=F("viewer")), name="figure_view_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} looked at {self.person_id}"
