"""Complaints: the company's procedure, and each complaint on its way to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area

if TYPE_CHECKING:
    from accounts.models import User


class Procedure(models.Model):
    """What to do with a complaint of an area and everything below it; without an area, of any.

    `steps` is a list of {"label", "label_fr", "hours"}: what to do and within how many hours of working
    time of the company after the complaint was raised. `words`: what may be said to the customer.
    """

    area = models.OneToOneField(
        "areas.Area", null=True, blank=True, on_delete=models.CASCADE, related_name="procedure"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who sees to it"),
    )
    steps = models.JSONField(default=list)
    words = models.TextField(_("what to say"), max_length=3_000, blank=True)
    words_fr = models.TextField(_("what to say, in French"), max_length=3_000, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Coalesce("area", Value(0)), name="procedure_one_for_all")
        ]

    def __str__(self) -> str:
        return f"{self.area_id or 'company'}"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Words about complaints."""

    def visible_to(self, user: User) -> Self:
        """Who raised it, who sees to it, the leads of its area while it is open to them, administrators."""
        if user.is_administrator and user.is_active:
            return self.exclude(area__in=hidden_area_ids(user))
        own = Q(raised_by=user) | Q(owner=user)
        led = Area.objects.filter(owners__person=user).values_list("path", flat=True)
        for path in led:
            own |= Q(area__path__startswith=path)
        return self.filter(own)


class Complaint(models.Model):
    """One complaint, from the flag on a tray to its end; holds no customer identity. REPLY_MONTHS after
    its end it has no reference and tray any more.
    """

    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaints_raised"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaints_owned"
    )
    area = models.ForeignKey(
        "areas.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tray = models.ForeignKey(
        "replies.Tray", null=True, blank=True, on_delete=models.SET_NULL, related_name="complaints"
    )
    reference = models.CharField(_("case reference"), max_length=60, blank=True)
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    words = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("how it ended"), max_length=500, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="complaint_closed_with_outcome",
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                fields=["tray"],
                condition=Q(closed_at=None, tray__isnull=False),
                name="complaint_one_open_a_tray",
            ),
        ]

    def __str__(self) -> str:
        return self.about or f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("replies:complaint", args=[self.pk])


class ComplaintStep(models.Model):
    """A step of the procedure as it was when the complaint was raised."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    label_fr = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["complaint", "number"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="complaint_step_once"),
            models.CheckConstraint(
                name="complaint_step_done_by_somebody",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label
