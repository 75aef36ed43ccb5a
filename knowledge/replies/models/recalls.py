"""Recalls: a passage was wrong, and replies had used it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Recall(models.Model):
    """One passage corrected as wrong; `since` is how far back replies are listed.

    `flag` is the reader's flag that was accepted, none where the owner found it alone; one on the whole
    article has a recall for each passage that was used.
    """

    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.PROTECT, related_name="recalls"
    )
    answer = models.ForeignKey(
        "threads.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="recalls"
    )
    passage_key = models.CharField(max_length=16)
    flag = models.ForeignKey(
        "passages.Flag", null=True, blank=True, on_delete=models.PROTECT, related_name="recalls"
    )
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    word = models.CharField(_("what to tell the customer"), max_length=500, blank=True)
    since = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="recall_of_one_thing",
                condition=Q(article__isnull=False, answer=None)
                | Q(article=None, answer__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id or self.answer_id}#{self.passage_key}"


class RecalledReply(models.Model):
    """A reply that had used it, until the customer was told."""

    class State(models.TextChoices):
        OPEN = "open", _("To be corrected")
        CORRECTED = "corrected", _("Customer corrected")
        NEEDLESS = "needless", _("No correction needed")
        UNREACHABLE = "lost", _("Customer cannot be reached")

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="replies")
    record = models.ForeignKey(
        "replies.ReplyRecord", on_delete=models.CASCADE, related_name="recalled"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("a word"), max_length=300, blank=True)

    class Meta:
        ordering = ["recall", "-record__created_at"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "record"], name="recalled_once"),
            models.CheckConstraint(
                name="recalled_decided_by_somebody",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.state}"


class Followed(models.Model):
    """How far a job of the worker has followed the rows of a lower package."""

    name = models.CharField(max_length=40, unique=True)
    last_id = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last_id}"
