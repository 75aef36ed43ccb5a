"""How often customers were answered with somebody's passages, on the page of their own time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone

from knowledge.articles.models import Article
from knowledge.replies.models import ReplyPassage
from knowledge.threads.models import Thread
from knowledge.ui import slots

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

LOOKED_BACK: Final = timedelta(days=28)
PLACE: Final = "time_brought"


def reused_passages(request: HttpRequest) -> SafeString | str:
    """Replies of others in four weeks that used their articles or answers, in totals alone.

    Only what still exists for them counts. Two queries, and one for the article used most.
    """
    person = request.user
    if not person.is_authenticated:
        return ""
    articles = Article.objects.visible_to(person).by(person).order_by().values("pk")
    threads = Thread.objects.visible_to(person).order_by().values("pk")
    own = Q(article__in=articles) | Q(answer__author=person, answer__thread__in=threads)
    since = timezone.now() - LOOKED_BACK
    used = ReplyPassage.objects.filter(own, record__created_at__gte=since).order_by()
    used = used.exclude(record__person=person)
    replies = used.aggregate(n=Count("record", distinct=True))["n"]
    if not replies:
        return ""
    context = {"replies": replies, "article": _most_used(used) if replies > 1 else None}
    return render_to_string("replies/_brought.html", context)


def _most_used(used: QuerySet[ReplyPassage]) -> Article | None:
    """None when it is answers alone."""
    of_articles = used.filter(article__isnull=False).values("article")
    counted = of_articles.annotate(n=Count("record", distinct=True)).order_by("-n", "article")
    first = counted.first()
    return Article.objects.get(pk=first["article"]) if first else None


def show_what_it_brought() -> None:
    """Called when the application starts."""
    slots.register(PLACE, reused_passages, order=20)
