"""How each person wants to be told."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.notifications.models.inbox import Group


class Delivery(models.TextChoices):
    """From loud to silent. All but `off` keep the line in the inbox."""

    NOW = "now", _("Mail at once")
    DAILY = "daily", _("Daily digest")
    WEEKLY = "weekly", _("Weekly digest")
    INBOX = "inbox", _("Inbox only")
    OFF = "off", _("Off")


DEFAULTS: dict[Group, Delivery] = {
    Group.OFFERS: Delivery.NOW,
    Group.ANSWERS: Delivery.NOW,
    Group.PROGRESS: Delivery.INBOX,
    Group.TALK: Delivery.DAILY,
    Group.ARTICLES: Delivery.DAILY,
    Group.REQUESTS: Delivery.DAILY,
    Group.FOLLOWED: Delivery.DAILY,
    Group.THANKS: Delivery.WEEKLY,
    Group.TIME: Delivery.NOW,
    Group.REPLIES: Delivery.NOW,
}
"""Quiet: only what somebody waits for comes at once, what comes at an hour of one's own, and what a customer
may have been told wrongly."""


class Preference(models.Model):
    """One choice that differs from the default. With an area it holds for that area and those inside.

    `on_devices` is whether it is pushed to their devices too; None, for an area, as it is elsewhere.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    group = models.CharField(max_length=8, choices=Group)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    delivery = models.CharField(max_length=6, choices=Delivery)
    on_devices = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["area__tree_order", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group", "area"], name="preference_once_an_area"
            ),
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(area=None),
                name="preference_once_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values), name="preference_delivery_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group}: {self.delivery}"


class Quiet(models.TextChoices):
    """When mail at once has to wait. Nothing is sent on a day of leave, whatever is chosen."""

    WORK = "work", _("outside my working hours")
    HOURS = "hours", _("between two hours")
    NEVER = "never", _("never")


class MailSettings(models.Model):
    """When a person's mail may arrive. No row means the defaults, in their own time zone."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_settings"
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digests"), default=8, validators=[MaxValueValidator(23)]
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    quiet = models.CharField(
        _("mail at once waits"), max_length=5, choices=Quiet, default=Quiet.HOURS
    )
    quiet_from = models.TimeField(_("from"), default=time(20))
    quiet_until = models.TimeField(_("until"), default=time(7))

    class Meta:
        ordering = ["person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23) & Q(digest_weekday__range=(1, 7)),
                name="mail_settings_in_range",
            ),
            models.CheckConstraint(
                condition=Q(quiet__in=Quiet.values), name="mail_settings_quiet_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.digest_hour}:00"
