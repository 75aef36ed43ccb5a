"""WritingRequest: an article that is missing, and who waits for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.articles.models.article import Article


class WritingRequest(models.Model):
    """`words` are what was searched in vain, as typed: the article is found by them once it is written.

    `people` reported it or asked for it; each is told the outcome.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Being written")
        WRITTEN = "written", _("Written")
        DECLINED = "declined", _("Declined")

    words = models.CharField(_("what was searched"), max_length=500)
    folded_words = models.CharField(max_length=500, db_index=True, editable=False)
    note = models.TextField(_("what is missing"), blank=True, max_length=2_000)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="writing_requests", blank=True
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="writing_requests"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome_note = models.TextField(_("a word to those who wait"), blank=True, max_length=2_000)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="request_closed_with_outcome",
                condition=Q(state__in=["open", "claimed"], closed_at=None)
                | Q(state__in=["written", "declined"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_written_has_article",
                condition=~Q(state="written") | Q(article__isnull=False),
            ),
            models.CheckConstraint(
                name="request_claimed_has_writer",
                condition=~Q(state="claimed") | Q(writer__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="request_state_at")]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("articles:request", args=[self.pk])
