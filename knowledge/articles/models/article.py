"""Article and its topics."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connections, models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from accounts.models import AreaOwner, Expertise
from accounts.permissions import hidden_area_ids
from knowledge.articles.models.words import Confidence, EditingRights, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from accounts.models import User
    from knowledge.articles.models.revision import Revision

TITLE_LENGTH = 250


class TaggedArticle(ItemBase):  # type: ignore[misc]
    """A topic on an article."""

    tag = models.ForeignKey("areas.Topic", related_name="tagged_articles", on_delete=models.CASCADE)
    content_object = models.ForeignKey("Article", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="topic_once_an_article")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"


def above(path: str, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Of rows with an area: those whose area is the outer row's, or one above it."""
    outer = ExpressionWrapper(OuterRef(path), output_field=models.CharField())
    rows = rows.order_by().annotate(outer_path=outer)
    return rows.filter(outer_path__startswith=models.F("area__path"))


def _marks(values: Collection[int]) -> str:
    return ", ".join(["%s"] * len(values))


class ArticleQuerySet(models.QuerySet["Article"]):
    """Words about articles. Every read of another person's page starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Published articles none of whose areas is closed to the user."""
        found = self.filter(current__isnull=False)
        hidden = hidden_area_ids(user)
        if hidden:
            closed = Article.areas.through.objects.filter(
                article_id=OuterRef("pk"), area_id__in=hidden
            )
            found = found.exclude(Exists(closed))
        return found

    def visible_rows(
        self, user: User, ids: Collection[int], columns: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        """`visible_to` for pages that are read a thousand times a minute: the same rule as SQL, because
        composing it costs ten times what it takes to run. A test holds the two together.
        """
        hidden = hidden_area_ids(user)
        asked = [*ids]
        sql = (
            f"SELECT {', '.join(columns)} FROM articles_article article"  # noqa: S608 - no input in it
            f" WHERE article.current_id IS NOT NULL AND article.id IN ({_marks(asked)})"
        )
        if hidden:
            asked += hidden
            sql += (
                " AND NOT EXISTS (SELECT 1 FROM articles_article_areas tagged"  # noqa: S608
                f" WHERE tagged.article_id = article.id AND tagged.area_id IN ({_marks(hidden)}))"
            )
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, asked)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def current(self) -> Self:
        """Not archived."""
        return self.filter(archived_at__isnull=True)

    def for_list(self) -> Self:
        """What a line in a list shows, without a query a line."""
        return self.select_related("owner", "current__text").prefetch_related("areas")

    def with_rights_of(self, user: User) -> Self:
        """Each article knows what `permissions.rights_of` asks, without a query an article."""
        tagged = Article.areas.through.objects.filter(article_id=OuterRef("pk"))
        co_written = Article.co_authors.through.objects.filter(
            article_id=OuterRef("pk"), user_id=user.pk
        )
        led = above("area__path", AreaOwner.objects.filter(person=user))
        confirmed = Expertise.objects.filter(person=user, confirmed_at__isnull=False)
        known = above("area__path", confirmed)
        return self.annotate(
            is_co_written=Exists(co_written),
            is_led=Exists(tagged.filter(Exists(led))),
            is_known=Exists(tagged.filter(Exists(known))),
        )

    def in_areas(self, area_ids: list[int]) -> Self:
        tagged = Article.areas.through.objects.filter(area_id__in=area_ids)
        return self.filter(id__in=tagged.values("article_id"))

    def by(self, person: User) -> Self:
        """Owned or co-written."""
        co_written = Article.co_authors.through.objects.filter(user_id=person.pk)
        return self.filter(Q(owner=person) | Q(id__in=co_written.values("article_id")))

    def due_for_check(self, on: date) -> Self:
        """Verification has run out by that day."""
        return self.current().filter(check_due_on__lte=on)


class Article(models.Model):  # type: ignore[django-manager-missing]
    """The lasting object behind all its revisions.

    `frame_version` grows whenever something shown around the text changes (comments, backlinks, credits),
    so that a rendered page can be kept until then. `check_due_on` is the earlier of the next
    verification and the expiry date; derived on write, kept for lists.
    """

    slug = models.SlugField(max_length=120, unique=True, allow_unicode=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    folded_title = models.CharField(max_length=TITLE_LENGTH * 2, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ARTICLE)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    translation_group = models.UUIDField(null=True, blank=True, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="articles",
    )
    co_authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("co-authors"),
        blank=True,
        related_name="co_written_articles",
    )
    areas = models.ManyToManyField(
        "areas.Area", verbose_name=_("product areas"), blank=True, related_name="articles"
    )
    topics = TaggableManager(
        _("topics"), through=TaggedArticle, to="areas.Topic", blank=True, help_text=""
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=16,
        choices=[c for c in Confidence.choices if c[0] != Confidence.ARCHIVED.value],
        default=Confidence.NOT_VALIDATED,
    )
    editing_rights = models.CharField(
        _("who may edit"),
        max_length=10,
        choices=EditingRights,
        default=EditingRights.EXPERIENCE,
    )
    verification_interval_days = models.PositiveIntegerField(_("verify every (days)"), default=180)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_on = models.DateField(_("no longer true after"), null=True, blank=True)
    check_due_on = models.DateField(null=True, blank=True, db_index=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    current = models.OneToOneField(
        "Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField(null=True, blank=True, db_index=True)
    external_id = models.CharField(max_length=200, null=True, blank=True, unique=True)
    frame_version = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    is_co_written: bool
    is_led: bool
    is_known: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_group", "language"], name="one_translation_a_language"
            ),
            models.CheckConstraint(
                name="article_not_its_own_successor",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=models.F("id")),
            ),
            models.CheckConstraint(
                name="article_confidence_known",
                condition=Q(confidence__in=["work_in_progress", "not_validated", "validated"]),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "check_due_on"], name="article_owner_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:detail", args=[self.slug])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def confidence_shown(self) -> Confidence:
        """The KCS article state: archived wins over what was believed before."""
        return Confidence.ARCHIVED if self.is_archived else Confidence(self.confidence)

    @property
    def is_check_due(self) -> bool:
        """Verification has run out, or the expiry date has passed."""
        return self.check_due_on is not None and self.check_due_on <= timezone.localdate()

    def translations(self) -> ArticleQuerySet:
        """The same article in other languages; a page filters them by `visible_to`."""
        if self.translation_group is None:
            return Article.objects.none()
        same = Article.objects.filter(translation_group=self.translation_group)
        return same.exclude(pk=self.pk).order_by("language")

    @property
    def live(self) -> Revision:
        """The revision that readers see. Raises ValueError for an article without one, which no
        action makes and no page shows.
        """
        if self.current is None:
            raise ValueError(f"{self.slug} has no revision")
        return self.current

    def next_check(self) -> date | None:
        """The earlier of last verification + interval and the expiry date, by the company's calendar;
        None without either.
        """
        dates = [self.expires_on] if self.expires_on else []
        if self.verified_at and self.verification_interval_days:
            day = timezone.localdate(self.verified_at, timezone.get_default_timezone())
            dates.append(day + timedelta(days=self.verification_interval_days))
        return min(dates, default=None)
