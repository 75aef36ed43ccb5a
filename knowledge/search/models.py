"""The change log that indexes follow, and the log of searches."""

import uuid

from django.conf import settings
from django.db import models


class SearchChange(models.Model):
    """This object changed: each node's index catches up from here. Written in the change's transaction."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchLog(models.Model):
    """One search of one person: words, filters, how many results, what came of it.

    Shown to nobody but the person; `key` is known to the page before the row is written.
    """

    class Source(models.TextChoices):
        PAGE = "page"
        PALETTE = "palette"
        API = "api"

    class Outcome(models.TextChoices):
        OPENED = "opened"
        COPIED = "copied"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="searches"
    )
    words = models.CharField(max_length=500)
    folded_words = models.CharField(max_length=500, db_index=True)
    filters = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField()
    source = models.CharField(max_length=7, choices=Source)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    outcome_kind = models.CharField(max_length=20, blank=True)
    outcome_id = models.PositiveBigIntegerField(null=True, blank=True)
    outcome_passage = models.CharField(max_length=16, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "-at"], name="search_person_at")]

    def __str__(self) -> str:
        return self.words
