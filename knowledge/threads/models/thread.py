"""Thread, and its words as they were before each edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import hidden_area_ids
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.articles.models import Article, Draft
from knowledge.passages.channels import Channel
from knowledge.passages.models import Text
from knowledge.threads.models.words import ENDED, WAITING, CloseReason, State, Urgency

if TYPE_CHECKING:
    from accounts.models import User

TITLE_LENGTH = 250
REFERENCE_LENGTH = 60


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Words about threads. Every page starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Threads none of whose areas is closed to the user; the asker and administrators are not exempt."""
        hidden = hidden_area_ids(user)
        if not hidden:
            return self.all()
        joined = Thread.joined_areas.through.objects.filter(
            thread_id=OuterRef("pk"), area_id__in=hidden
        )
        return self.exclude(area_id__in=hidden).exclude(Exists(joined))

    def waiting(self) -> Self:
        """Not answered in full yet. Nothing drops off because it is old."""
        return self.filter(state__in=WAITING)

    def for_list(self) -> Self:
        """What a line shows, without a query a line."""
        return self.select_related("asker", "area")


class Thread(models.Model):
    """A question of a colleague. `customer_words` is what the customer asked, in the customer's words;
    `text` what is known and was tried already; `failed_query` the search that found nothing.

    Clocks are in minutes of working time. While the asker is asked for more, `paused_since` is set and
    the clock stands; `paused_minutes` sums what earlier pauses took. `version` grows with every change
    that a page of the thread shows, so that an open page knows whether to look again. `route_at` is when
    routing has to look at it again; empty when there is nothing to hand over. `routing_since` is when the
    line of those to ask was last formed anew: who was asked before may be asked again.
    """

    title = models.CharField(_("question"), max_length=TITLE_LENGTH)
    folded_title = models.CharField(max_length=TITLE_LENGTH * 2, editable=False)
    customer_words = models.TextField(
        _("what the customer asked, in their words"), blank=True, max_length=5_000
    )
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    failed_query = models.CharField(max_length=500, blank=True)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="threads", verbose_name=_("product area")
    )
    joined_areas = models.ManyToManyField(
        Area, blank=True, related_name="joined_threads", verbose_name=_("other areas asked to join")
    )
    urgency = models.CharField(
        _("who is waiting"), max_length=5, choices=Urgency, default=Urgency.TODAY
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, blank=True)
    case_reference = models.CharField(_("case reference"), max_length=REFERENCE_LENGTH, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    state_at = models.DateTimeField()
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_off"
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )

    asked_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    first_answer_due_at = models.DateTimeField(null=True, blank=True)
    solution_due_at = models.DateTimeField(null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)
    first_answer_minutes = models.PositiveIntegerField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    solution_minutes = models.PositiveIntegerField(null=True, blank=True)
    paused_since = models.DateTimeField(null=True, blank=True)
    paused_minutes = models.PositiveIntegerField(default=0)
    without_expert_since = models.DateTimeField(null=True, blank=True)
    route_at = models.DateTimeField(null=True, blank=True)
    routing_since = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="thread_state_known"),
            models.CheckConstraint(
                condition=Q(urgency__in=Urgency.values), name="thread_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", *Channel.values]), name="thread_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(state=State.DUPLICATE) & Q(duplicate_of=None)),
                name="thread_duplicate_of_something",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")),
                name="thread_not_its_own_duplicate",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.CLOSED) & ~Q(close_reason=""))
                | (~Q(state=State.CLOSED) & Q(close_reason="")),
                name="thread_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=State.NEEDS_INFO, paused_since__isnull=False)
                | (~Q(state=State.NEEDS_INFO) & Q(paused_since=None)),
                name="thread_paused_while_it_needs_info",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="thread_state_at"),
            models.Index(fields=["asker", "-asked_at"], name="thread_asker_at"),
            models.Index(fields=["area", "-asked_at"], name="thread_area_at"),
            models.Index(
                fields=["route_at"], name="thread_route_at", condition=Q(route_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded_title = fold(self.title)[: TITLE_LENGTH * 2]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("threads:detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Somebody still has to answer it, or to say what is missing."""
        return self.state in WAITING

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class ThreadVersion(models.Model):
    """The question as it was published from `at` until the next version."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    customer_words = models.TextField(blank=True)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(_("what changed, in a few words"), max_length=300, blank=True)

    class Meta:
        ordering = ["thread", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="thread_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
