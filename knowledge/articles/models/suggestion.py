"""Suggestion: a change that a reader proposes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge.articles.models.article import Article
from knowledge.articles.models.revision import Revision


class Suggestion(models.Model):
    """Proposed words upon `base`: `fields` holds title, questions, short_answer and body."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        ADJUSTED = "adjusted", _("Accepted with changes")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="suggestions")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestions"
    )
    fields = models.JSONField()
    note = models.TextField(_("why"), blank=True, max_length=2_000)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    word = models.TextField(_("a word to the suggester"), blank=True, max_length=2_000)
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_decided_with_outcome",
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.note[:80] or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("articles:suggestion", args=[self.article.slug, self.pk])
