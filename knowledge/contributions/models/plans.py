"""Time that is planned for sharing, and whether it was kept."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAY_MINUTES = 24 * 60


class PlanSlot(models.Model):
    """A block that comes back every week, from `since` until the day before `until`.

    Hours are those of the clock where the person is on that day.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_slots"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), validators=[MaxValueValidator(6)])
    start = models.PositiveSmallIntegerField(
        _("begins at"), validators=[MaxValueValidator(DAY_MINUTES - 1)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(DAY_MINUTES)]
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["weekday", "start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="plan_slot_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.minutes} min on weekday {self.weekday}"


class Block(models.Model):
    """One planned block: a day of a slot, or one of its own. Made by the worker or when it is first
    looked at, some weeks ahead.

    `moved_to` is the block that took its place. `reason` and `word` say what a lost one was lost
    to: managers see the sums by reason, never the word.
    """

    class Fate(models.TextChoices):
        PLANNED = "planned", _("planned")
        KEPT = "kept", _("kept")
        MOVED = "moved", _("moved")
        LOST = "lost", _("lost to other work")
        AWAY = "away", _("away")

    class Reason(models.TextChoices):
        MEETING = "meeting", _("A meeting was put on it")
        INCIDENT = "incident", _("On call, incident")
        TRAINING = "training", _("Mandatory training")
        CUSTOMER = "customer", _("Customer work")
        DEADLINE = "deadline", _("A deadline")
        OTHER = "other", _("Another reason")
        NONE = "none", _("No reason given")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_blocks"
    )
    slot = models.ForeignKey(PlanSlot, on_delete=models.PROTECT, null=True, blank=True)
    day = models.DateField(_("day"))
    start = models.PositiveSmallIntegerField(
        _("begins at"), validators=[MaxValueValidator(DAY_MINUTES - 1)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(DAY_MINUTES)]
    )
    fate = models.CharField(max_length=7, choices=Fate, default=Fate.PLANNED)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, blank=True)
    word = models.CharField(_("a word"), max_length=200, blank=True)
    moved_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_from"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["day", "start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "day"], condition=Q(slot__isnull=False), name="block_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(fate="lost") | Q(reason=""), name="block_reason_if_lost"
            ),
            models.CheckConstraint(
                condition=~Q(fate="lost") | ~Q(reason=""), name="block_lost_to_something"
            ),
            models.CheckConstraint(
                condition=Q(moved_to=None) | Q(fate="moved"), name="block_moved_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["person", "day"], name="block_person_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%Y-%m-%d}: {self.fate}"


class PlanFeed(models.Model):
    """The private address under which somebody's own calendar program reads their plan."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
