"""ArticleEvent, the append-only record; ArticleLink, who points to whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.articles.models.article import Article
from knowledge.articles.models.revision import Revision


class ArticleEvent(models.Model):
    """Who did what to an article, when. Rows are only ever added.

    `detail` keeps what changed, as {"field": [before, after]} in words a reader understands; of a first
    publication {"origin": [kind, number]}, when it was begun from something of a higher package.
    """

    class Verb(models.TextChoices):
        PUBLISHED = "published", _("published")
        SETTINGS = "settings", _("changed the settings")
        VERIFIED = "verified", _("verified")
        ARCHIVED = "archived", _("archived")
        RESTORED = "restored", _("brought back")
        OWNER = "owner", _("handed over")
        SUGGESTION = "suggestion", _("decided on a suggestion")
        FLAG = "flag", _("decided on a flag")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["article", "-at"], name="event_article_at")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.verb} {self.article_id}"


class ArticleLink(models.Model):
    """A [[link]] from the current revision of `source`; `target` is empty while it leads nowhere."""

    source = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="backlinks"
    )
    typed = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "typed"], name="link_once_an_article")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.typed}"
