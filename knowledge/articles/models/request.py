"""WritingRequest: an article that is missing, and who waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AreaOwner, Expertise
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.articles.models.article import Article, above

if TYPE_CHECKING:
    from accounts.models import User


class WritingRequestQuerySet(models.QuerySet["WritingRequest"]):
    """Words about writing requests. Every page starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Those whose area exists for the user, and the article that answers them too."""
        hidden = hidden_area_ids(user)
        if not hidden:
            return self.all()
        closed = Article.areas.through.objects.filter(area_id__in=hidden)
        found = self.exclude(area_id__in=hidden)
        return found.exclude(article_id__in=closed.values("article_id"))

    def unanswered(self) -> Self:
        """Open, or being written."""
        return self.filter(state__in=[WritingRequest.State.OPEN, WritingRequest.State.CLAIMED])

    def awaited_by(self, person: User) -> Self:
        """Those this person is told the outcome of."""
        mine = WritingRequest.people.through.objects.filter(user_id=person.pk)
        return self.filter(pk__in=mine.values("writingrequest_id"))

    def answerable_by(self, person: User) -> Self:
        """In the areas that this person leads or is a confirmed expert of; without an area, any lead's.

        The row form of what `permissions.request_rights` calls near.
        """
        owned = AreaOwner.objects.filter(person=person)
        confirmed = Expertise.objects.filter(person=person, confirmed_at__isnull=False)
        return self.filter(
            Exists(above("area__path", owned))
            | Exists(above("area__path", confirmed))
            | Q(Exists(owned), area=None)
        )

    def for_list(self) -> Self:
        """What a line shows, with how many active people wait, without a query a line."""
        waiting = WritingRequest.people.through.objects.filter(
            writingrequest_id=OuterRef("pk"), user__is_active=True
        )
        groups = waiting.order_by().values("writingrequest_id")
        count = groups.annotate(n=models.Count("pk")).values("n")  # type: ignore[misc]
        return self.select_related("area", "writer", "article").annotate(
            waiting=Coalesce(Subquery(count), 0)
        )


class WritingRequest(models.Model):
    """`words` are what was searched in vain, as typed: the article is found by them once it is written.

    `people` reported it or asked for it; each is told the outcome. Their names are shown to the leads
    of the area alone, everybody else sees how many they are.
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

    objects = WritingRequestQuerySet.as_manager()

    waiting: int

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
            models.UniqueConstraint(
                name="request_open_once_an_area",
                fields=["folded_words", "area"],
                condition=Q(closed_at=None),
            ),
            models.UniqueConstraint(
                name="request_open_once_without_area",
                fields=["folded_words"],
                condition=Q(closed_at=None, area=None),
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="request_state_at")]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("articles:request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """No outcome yet."""
        return self.closed_at is None
