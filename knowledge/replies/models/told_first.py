"""What the customer told us first."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel


class ToldFirst(models.Model):
    """The customer knew before the person in front of them did; counts per area, told to its leads."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="told_first"
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

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["area", "at"], name="told_first_area_at")]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_first_once_a_press")
        ]

    def __str__(self) -> str:
        return self.words or f"{self.at:%Y-%m-%d %H:%M}"
