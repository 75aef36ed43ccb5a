"""Who opened or closed what keeps words in the house: noted in the record of rights.

An event about a closed area stands under that area, so that it does not exist for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from accounts.actions.audit import record_event
from accounts.permissions import hidden_area_ids
from accounts.queries import visible_topics
from knowledge.areas.models import Area
from knowledge.articles.models import TaggedArticle

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Topic
    from knowledge.articles.models import Article


def record_of_topic(kind: str, *, by: User, topic: Topic, **facts: str) -> None:
    """Writes in the caller's transaction."""
    anybody, area = AnonymousUser(), None
    if not visible_topics(anybody).filter(pk=topic.pk).exists():
        tagged = TaggedArticle.objects.filter(tag=topic).order_by().values("content_object")
        closed = Area.objects.filter(articles__in=tagged, pk__in=hidden_area_ids(anybody))
        area = closed.order_by("tree_order").first()
    record_event(kind, by=by, area=area, detail={"topic": topic.name, **facts})


def record_of_article(kind: str, *, by: User, article: Article, **facts: str) -> None:
    """Writes in the caller's transaction. The title is left out where several closed areas hold it: who
    reads one of them may not read it.
    """
    hidden = hidden_area_ids(AnonymousUser())
    areas = list(article.areas.order_by("tree_order"))
    closed = [area for area in areas if area.pk in hidden]
    title = {"article": article.title} if len(closed) <= 1 else {}
    area = next(iter(closed or areas), None)
    record_event(kind, by=by, area=area, detail=title | facts)
