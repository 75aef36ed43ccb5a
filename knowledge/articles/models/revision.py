"""Revision: one immutable version of an article's words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge.articles.models.article import TITLE_LENGTH, Article
from knowledge.articles.models.words import Significance
from knowledge.passages.models import AudienceChoices, Text


class Revision(models.Model):
    """Never changed after it is made. `questions` is a list of phrasings, one string each;
    `base` is the revision its writer started from, `merged_with` the one that came in between.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.OneToOneField(Text, on_delete=models.PROTECT, related_name="revision")
    title = models.CharField(max_length=TITLE_LENGTH)
    title_audience = models.CharField(
        max_length=8, choices=AudienceChoices, default=AudienceChoices.INTERNAL
    )
    questions = models.JSONField(default=list, blank=True)
    significance = models.CharField(
        _("how much changes"), max_length=6, choices=Significance, default=Significance.MEDIUM
    )
    note = models.CharField(_("what changed, in a few words"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions"
    )
    base = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    restored_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(name="revision_number_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="revision_title_audience_known",
                condition=Q(title_audience__in=AudienceChoices.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("articles:revision", args=[self.article.slug, self.number])
