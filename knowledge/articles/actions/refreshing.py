"""Rendering stored texts anew after the renderer changed, a few at a time, from the worker."""

from __future__ import annotations

from django.db import transaction

from knowledge.articles.actions.record import announce_change
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import Article
from knowledge.markup import RENDERER_VERSION
from knowledge.passages.actions import refresh_text

BATCH = 10


@transaction.atomic
def refresh_stale_texts(*, most: int = BATCH) -> bool:
    """Render current texts of an older renderer again; True when there may be more of them.

    Older revisions stay as their readers saw them; a copy or a comparison of one reads what is stored.
    """
    stale = Article.objects.filter(current__text__renderer_version__lt=RENDERER_VERSION)
    found = list(stale.select_related("current__text", "owner").order_by("pk")[:most])
    for article in found:
        refresh_text(text=article.live.text, links=SiteLinks(article.owner))
        announce_change(article)
    return len(found) == most
