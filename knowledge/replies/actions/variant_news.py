"""A job of the worker: whoever wrote words for a channel hears that the article changed under them.

It follows publications with a cursor. Whether the words stand is derived when they are read, so nothing
waits for this job; it only tells.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from knowledge.articles.models import Article, ArticleEvent, Revision, Significance
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.replies.models import Variant
from knowledge.replies.queries.variants import VariantStanding, standings
from knowledge.threads.following import cursor_of, next_rows, note_done

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.replies.queries.variants import Standing

NEWS_SECONDS: Final = 5.0
AT_ONCE: Final = 20
"""Publications that one step looks at."""

_NAME: Final = "words for channels"
_WEIGHT: Final = {Significance.MINOR: 0, Significance.MEDIUM: 1, Significance.MAJOR: 2}


def follow_variants() -> bool:
    """One step. Whether more may be due."""
    cursor = cursor_of(_NAME)
    published = ArticleEvent.objects.filter(
        verb=ArticleEvent.Verb.PUBLISHED, revision__number__gt=1
    )
    rows = next_rows(cursor, published.select_related("revision", "article__owner"), AT_ONCE)
    for event in rows:
        with transaction.atomic():
            if not note_done(cursor, event):
                return True
            if event.revision is not None:
                _tell(event.article, event.revision)
    return len(rows) == AT_ONCE


def _tell(article: Article, revision: Revision) -> None:
    """One line to each writer whose words stand worse since that revision; in the caller's transaction.
    Who left, or may not read the article any more, is stood in for by its owner.
    """
    if article.is_archived:
        return
    found = standings(Variant.objects.filter(article=article))
    worse = [one for one in found if _made_worse(one, revision)]
    by_person: dict[User, list[Standing]] = defaultdict(list)
    for one in worse:
        writer = one.version.author
        reads = Article.objects.visible_to(writer).filter(pk=article.pk)
        by_person[writer if writer.is_active and reads.exists() else article.owner].append(one)
    for person, standing in by_person.items():
        with translation.override(person.interface_language):
            word = " · ".join(map(_in_words, standing))
        notify(
            people=[person],
            actor=None,
            kind=Notification.Kind.VARIANT,
            subject_kind="article",
            subject_id=article.pk,
            title=article.title,
            url=reverse("replies:variants", args=[article.slug]),
            word=word,
            area_ids=[area.pk for area in article.areas.all()],
        )


def _made_worse(one: Standing, revision: Revision) -> bool:
    """Whether it was this revision that flagged or withdrew the words, and not one before it."""
    if one.standing is VariantStanding.STANDS:
        return False
    written = one.version.revision.number
    if revision.number <= written:
        return False
    weight = _WEIGHT[Significance(revision.significance)]
    between = Revision.objects.filter(
        article=one.variant.article_id, number__gt=written, number__lt=revision.number
    )
    kinds = between.order_by().values_list("significance", flat=True).distinct()
    before = max((_WEIGHT[Significance(how)] for how in kinds), default=0)
    if weight == 0:
        worse = _WEIGHT[Significance.MAJOR if one.is_withdrawn else Significance.MEDIUM]
        is_newest = one.variant.article.current_id == revision.pk
        return before < worse and is_newest and _tells_less(revision)
    return weight > before


def _tells_less(revision: Revision) -> bool:
    """Whether a passage that somebody outside could be told until then was narrowed or left out by it."""
    before = Revision.objects.filter(article=revision.article_id, number=revision.number - 1)
    of_both = Passage.objects.order_by().exclude(audience=AudienceChoices.INTERNAL)
    then = of_both.filter(text__in=before.values("text")).values_list("key", "audience")
    now = dict(of_both.filter(text=revision.text_id).values_list("key", "audience"))
    return any(now.get(key) not in {audience, AudienceChoices.CUSTOMER} for key, audience in then)


def _in_words(one: Standing) -> str:
    """“Chat, French: withdrawn until somebody confirms it”, in the active language."""
    names = dict(settings.LANGUAGES)
    language = names.get(one.variant.language, one.variant.language)
    return f"{one.variant.get_channel_display()}, {language}: {one.standing.label}"
