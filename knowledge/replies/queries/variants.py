"""Words that experts wrote for a channel, and whether they still stand beside the article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from knowledge.articles.models import Revision, Significance
from knowledge.markup.audience import Audience
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.replies.models import Variant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise as StrPromise

    from knowledge.articles.models import Article
    from knowledge.replies.models import VariantVersion


class VariantStanding(StrEnum):
    """What became of the words since they were written; `label` is for people."""

    STANDS = "stands"
    FLAGGED = "flagged"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> StrPromise:
        return _LABELS[self]


_LABELS: Final = {
    VariantStanding.STANDS: _("In step with the article"),
    VariantStanding.FLAGGED: _("The article has changed: to be confirmed"),
    VariantStanding.WITHDRAWN: _("Withdrawn until somebody confirms it"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant, its newest wording and where that stands."""

    variant: Variant
    version: VariantVersion
    standing: VariantStanding

    @property
    def words(self) -> str:
        return self.version.words

    @property
    def audience(self) -> str:
        """As of a passage: `passages.replying` decides with it."""
        return self.version.audience

    @property
    def may_be_used(self) -> bool:
        """Withdrawn words go to nobody; flagged ones do, with a warning."""
        return self.standing is not VariantStanding.WITHDRAWN

    @property
    def is_flagged(self) -> bool:
        return self.standing is VariantStanding.FLAGGED

    @property
    def is_withdrawn(self) -> bool:
        return self.standing is VariantStanding.WITHDRAWN

    @property
    def is_approved(self) -> bool:
        """Whether these words may be said of a delicate matter: a lead approved them, and no change of
        the article has come since that anybody should know.
        """
        return self.version.approved_by_id is not None and self.standing is VariantStanding.STANDS


def variant_for(article: Article, channel: str, language: str) -> Standing | None:
    """The words for that channel and language, whether they stand or not; one query."""
    return variants_for([article.pk], channel, language).get(article.pk)


def variants_for(ids: Collection[int], channel: str, language: str) -> dict[int, Standing]:
    """The same for several articles, by their id; one query."""
    found = Variant.objects.filter(article__in=list(ids), channel=channel, language=language)
    return {one.variant.article_id: one for one in standings(found)}


def variants_of(article: Article) -> list[Standing]:
    """All that the article has, by channel and language; one query."""
    return standings(Variant.objects.filter(article=article).order_by("channel", "language"))


def standing_of(variants: Iterable[Variant]) -> dict[int, VariantStanding]:
    """Where each of these stands, by its id; one query. Removed ones are left out."""
    found = standings(Variant.objects.filter(pk__in=[variant.pk for variant in variants]))
    return {one.variant.pk: one.standing for one in found}


def standings(variants: QuerySet[Variant]) -> list[Standing]:
    """Each of these that was not removed, with its newest wording; one query.

    What came after `version.revision` decides: a major change withdraws, a medium one flags, minor ones
    leave it. Whatever a change was called, because the words may repeat what is told no more: where a
    passage of that revision was narrowed since (it was for customers and is not any more), or none is
    left for who may be told the words, they are withdrawn; where one is gone, they are flagged.
    """
    later = Revision.objects.order_by().filter(
        article=OuterRef("article"), number__gt=OuterRef("current__revision__number")
    )
    rows = (
        variants.filter(removed_at=None, current__isnull=False)
        .select_related("article", "current__revision", "current__author", "current__approved_by")
        .annotate(
            had_major=Exists(later.filter(significance=Significance.MAJOR)),
            had_medium=Exists(later.filter(significance=Significance.MEDIUM)),
            was_narrowed=Exists(_narrowed()),
            was_removed=Exists(_removed()),
            is_told_still=Exists(_told("article__current__text")),
        )
    )
    return [Standing(row, row.current, _standing(row)) for row in rows if row.current]


def _told(text: str) -> QuerySet[Passage]:
    """For use in `Exists` on variants: passages of a text that the words' own readers may be told."""
    customer, own = AudienceChoices.CUSTOMER, OuterRef("current__audience")
    rows = Passage.objects.order_by().filter(text=OuterRef(text))
    return rows.filter(Q(audience=customer) | Q(audience=own))


def _removed() -> QuerySet[Passage]:
    """For use in `Exists` on variants: those of the wording's revision that are there no more."""
    now = Passage.objects.order_by().filter(
        text=OuterRef(OuterRef("article__current__text")), key=OuterRef("key")
    )
    return _told("current__revision__text").exclude(Exists(now))


def _narrowed() -> QuerySet[Passage]:
    """For use in `Exists` on variants: passages of the wording's revision that fewer may be told now."""
    now = Passage.objects.order_by().filter(
        text=OuterRef(OuterRef("article__current__text")), key=OuterRef("key")
    )
    customer, partner = AudienceChoices.CUSTOMER, AudienceChoices.PARTNER
    for_fewer = Q(audience=customer) & Exists(now.exclude(audience=customer))
    for_nobody = Q(audience=partner) & Exists(now.filter(audience=AudienceChoices.INTERNAL))
    then = Passage.objects.order_by().filter(text=OuterRef("current__revision__text"))
    return then.filter(for_fewer | for_nobody)


def _standing(row: Variant) -> VariantStanding:
    is_told_no_more = row.was_removed and not row.is_told_still  # type: ignore[attr-defined]
    if row.had_major or row.was_narrowed or is_told_no_more:  # type: ignore[attr-defined]
        return VariantStanding.WITHDRAWN
    if row.had_medium or row.was_removed:  # type: ignore[attr-defined]
        return VariantStanding.FLAGGED
    return VariantStanding.STANDS


def readable_by(reader: Audience, found: dict[int, Standing]) -> dict[int, Standing]:
    """Of these, those whose audience that reader is of."""
    return {
        pk: one for pk, one in found.items() if Audience.parse(one.audience).may_be_told_to(reader)
    }
