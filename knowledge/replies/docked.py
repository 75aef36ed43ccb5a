"""The current tray, docked at the foot of every page while something is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from knowledge.areas.prepared import Prepared
from knowledge.articles.models import Article
from knowledge.passages.channels import Channel
from knowledge.replies.models import TrayPassage
from knowledge.replies.queries.copied import CHANNEL_ICONS
from knowledge.replies.queries.profiles import profile_name
from knowledge.threads.models import Thread
from knowledge.ui import kept, slots
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from accounts.models import User

SHOWN = 3


def docked_tray(request: HttpRequest, *, said: str = "", is_wrong: bool = False) -> SafeString:
    """One query while there is nothing in it, four otherwise. `said` tells what a press just did."""
    rows = _rows(request.user) if request.user.is_authenticated else []
    if not rows and not said:
        return kept.draw("replies/_docked.html")
    context = {
        "said": said,
        "is_wrong": is_wrong,
        "rows": rows[:SHOWN],
        "count": len(rows),
        "more": max(0, len(rows) - SHOWN),
        "csrf_token": form_token(request),
        "next": request.POST.get("next", "") or request.path,
    }
    if rows:
        tray = rows[0].tray
        context |= {
            "tray": tray,
            "kind": profile_name(tray.profile),
            "icon": CHANNEL_ICONS[Channel(tray.profile.channel)],
        }
    return mark_safe(render_to_string("replies/_docked.html", context))  # noqa: S308 - a template


def _in_it(people: list[int]) -> QuerySet[TrayPassage, tuple[Any, ...]]:
    found = TrayPassage.objects.filter(tray__person__in=people, tray__is_current=True)
    return found.order_by().values_list("pk")


_IN_IT = Prepared(_in_it)


def _rows(person: User) -> list[TrayPassage]:
    """The passages of the current tray, each with `title`, which is "" where it no longer exists for the
    person.
    """
    ids = [pk for (pk,) in _IN_IT.rows([person.pk])]
    if not ids:
        return []
    found = TrayPassage.objects.filter(pk__in=ids)
    rows = list(
        found.select_related("tray__profile", "article", "answer").order_by("position", "id")
    )
    articles = Article.objects.visible_to(person).filter(
        pk__in={row.article_id for row in rows if row.article_id}
    )
    titles = dict(articles.values_list("pk", "title"))
    asked = {row.answer.thread_id for row in rows if row.answer}
    visible = Thread.objects.visible_to(person).filter(pk__in=asked) if asked else None
    questions = dict(visible.values_list("pk", "title")) if visible is not None else {}
    for row in rows:
        row.title = (  # type: ignore[attr-defined]
            questions.get(row.answer.thread_id, "")
            if row.answer
            else titles.get(row.article_id or 0, "")
        )
    return rows


def dock_tray() -> None:
    """Called when the application starts."""
    slots.register("tray", docked_tray)
