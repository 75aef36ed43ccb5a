"""Follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FollowKind(models.TextChoices):
    """What can be followed. Articles and threads are known here by name and number alone."""

    AREA = "area", _("Areas")
    TOPIC = "topic", _("Topics")
    PERSON = "person", _("People")
    ARTICLE = "article", _("Articles")
    THREAD = "thread", _("Questions")


class Follow(models.Model):
    """A person wants to hear what happens to something."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    kind = models.CharField(max_length=10, choices=FollowKind)
    object_id = models.PositiveBigIntegerField()
    since = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "object_id"], name="follow_once"),
            models.CheckConstraint(
                condition=Q(kind__in=FollowKind.values), name="follow_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="follow_object")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.kind} {self.object_id}"
