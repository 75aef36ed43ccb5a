"""Areas form a tree by materialised path; topics are folded taggit tags."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from knowledge.areas.folding import fold
from knowledge.areas.tree import TreeNode, TreeQuerySet


class Tone(models.TextChoices):
    """Named colours of the tokens; never raw values, so that both themes stay readable."""

    WINE = "wine", _("Wine")
    MOSS = "moss", _("Moss")
    AMBER = "amber", _("Amber")
    BRICK = "brick", _("Brick")
    SLATE = "slate", _("Slate")
    PLUM = "plum", _("Plum")
    RIVER = "river", _("River")
    OCHRE = "ochre", _("Ochre")


def label_of_area(name: str, name_fr: str) -> str:
    """The name in the reader's language; the other one rather than nothing."""
    french = (get_language() or "").startswith("fr")
    return name_fr if french and name_fr else name


class AreaQuerySet(TreeQuerySet["Area"]):
    def current(self) -> AreaQuerySet:
        return self.filter(archived=False)

    def without(self, area_ids: frozenset[int] | set[int]) -> AreaQuerySet:
        return self.exclude(pk__in=area_ids) if area_ids else self

    def named_like(self, words: str) -> AreaQuerySet:
        """Areas where each word starts or continues a name, in either language."""
        found = self
        for word in fold(words).split():
            found = found.filter(folded_names__contains=word)
        return found


class Area(TreeNode):
    """A product area: the tag that routes, owns and reports."""

    name = models.CharField(_("name"), max_length=120)
    name_fr = models.CharField(_("French name"), max_length=120, blank=True)
    folded_names = models.CharField(max_length=250, editable=False)
    slug = models.SlugField(max_length=140, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside"),
    )
    description = models.TextField(_("description"), blank=True, max_length=1000)
    description_fr = models.TextField(_("French description"), blank=True, max_length=1000)
    colour = models.CharField(_("colour"), max_length=10, choices=Tone, default=Tone.WINE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived = models.BooleanField(_("archived"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["tree_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "folded_name"], name="area_name_unique_among_siblings"
            ),
            models.UniqueConstraint(
                fields=["folded_name"],
                condition=Q(parent=None),
                name="area_name_unique_among_roots",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="area_not_inside_itself"),
            models.CheckConstraint(condition=Q(colour__in=Tone.values), name="area_tone_known"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("areas:detail", args=[self.slug])

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return label_of_area(self.name, self.name_fr)

    @property
    def about(self) -> str:
        """The description in the reader's language; the other one rather than nothing."""
        french = (get_language() or "").startswith("fr")
        first, second = self.description, self.description_fr
        return (second or first) if french else (first or second)

    @property
    def sibling_key(self) -> tuple[int, str]:
        return (self.position, self.folded_name)


class AreaSlug(models.Model):
    """A slug that an area had before: links and imports that use it still arrive."""

    slug = models.SlugField(max_length=140, unique=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="old_slugs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class TopicQuerySet(models.QuerySet["Topic"]):
    def current(self) -> TopicQuerySet:
        """Topics that people may pick: those not merged into another."""
        return self.filter(merged_into=None)

    def named_like(self, words: str) -> TopicQuerySet:
        """By a word of the name or of a synonym; exact starts first."""
        folded = fold(words)
        matches = Q(folded__contains=folded) | Q(synonyms__folded__contains=folded)
        starts = models.Case(
            models.When(folded=folded, then=0),
            models.When(folded__startswith=folded, then=1),
            default=2,
            output_field=models.SmallIntegerField(),
        )
        found: TopicQuerySet = self.filter(matches).alias(rank=starts)
        return found.order_by("rank", "folded").distinct()


class Topic(TagBase):  # type: ignore[misc]
    """A free tag. Two spellings that fold alike are one topic."""

    folded = models.CharField(max_length=100, unique=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["folded"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="topic_not_merged_into_itself"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("topics:detail", args=[self.slug])


class TopicSynonym(models.Model):
    """Another word for a topic: found by autocomplete and imports, never shown as a tag."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonyms")
    name = models.CharField(_("synonym"), max_length=100)
    folded = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        ordering = ["folded"]

    def __str__(self) -> str:
        return self.name
