"""What the customer told us first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.passages.channels import Channel

if TYPE_CHECKING:
    from accounts.models import User


class ToldFirstQuerySet(models.QuerySet["ToldFirst"]):
    """Words about what customers knew first."""

    def visible_to(self, user: User) -> Self:
        """One's own; to leads those of their areas and all inside, to administrators all that is open."""
        if user.is_administrator and user.is_active:
            return self.exclude(area__in=hidden_area_ids(user))
        own = Q(person=user)
        for path in Area.objects.filter(owners__person=user).values_list("path", flat=True):
            own |= Q(area__path__startswith=path)
        return self.filter(own)


class ToldFirst(models.Model):
    """The customer knew before the person in front of them did; counts per area, told to its leads.

    After REPLY_MONTHS it has no person, query and key any more, and only counts.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="told_first"
    )
    area = models.ForeignKey(
        "areas.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="told_first"
    )
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.CharField(_("what they knew"), max_length=300, blank=True)
    query = models.CharField(max_length=400, blank=True)
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    key = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(db_index=True)

    objects = ToldFirstQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["area", "at"], name="told_first_area_at")]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_first_once_a_press")
        ]

    def __str__(self) -> str:
        return self.words or f"{self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("replies:told_first_one", args=[self.pk])
