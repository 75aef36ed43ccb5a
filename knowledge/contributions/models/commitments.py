"""Commitment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Commitment(models.Model):
    """Minutes that a piece of open work will take of its person's time for sharing.

    Written in the transaction of whoever takes the work. `overrun` are the minutes by which it went
    over the budget when it was taken because a customer was waiting.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commitments"
    )
    minutes = models.PositiveIntegerField()
    overrun = models.PositiveIntegerField(default=0)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_kind", "subject_id"],
                condition=Q(ended_at=None),
                name="commitment_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
                name="commitment_ends_after_its_start",
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="commitment_person_ended")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.minutes} min, {self.label}"
