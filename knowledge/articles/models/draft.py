"""Draft: what one person is typing, kept as they type."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from knowledge.articles.models.article import Article
from knowledge.articles.models.request import WritingRequest
from knowledge.articles.models.revision import Revision
from knowledge.passages.models import new_key


class Draft(models.Model):
    """One person's unpublished words: of a new article, or upon `base` of an existing one.

    `fields` holds the editor's form as it stands, valid or not; `suggestion` is set while its writer
    adjusts somebody's suggestion, `request` while what they write was asked for: publishing closes it.
    `origin_kind` and `origin_id` say what of a higher package it was begun from; the event of publishing
    keeps them, so that the higher package can follow.
    `started_with` keeps the first fields, so that a setting which this writer never touched is not put
    back over somebody else's change. `version` grows by one with each save; a save that names an older
    version is refused, so that two devices never overwrite each other.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts"
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    base = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    suggestion = models.ForeignKey(
        "Suggestion", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    request = models.ForeignKey(
        WritingRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    started_with = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "article"],
                name="one_draft_a_person_and_article",
                condition=Q(article__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_base_with_article",
                condition=Q(article__isnull=True) | Q(base__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:draft", args=[self.key])

    @property
    def title(self) -> str:
        """As typed so far; while that is empty, the article's."""
        typed = str(self.fields.get("title") or "").strip()
        return typed or (self.article.title if self.article else "")

    @property
    def started_from(self) -> Revision:
        """The revision this draft changes. Raises ValueError for the draft of a new article."""
        if self.base is None:
            raise ValueError(f"{self.key} is of a new article")
        return self.base
