"""What pages of lower packages show of words for channels, and the leads' way to the rules of replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from knowledge.articles import margin
from knowledge.replies.permissions import can_keep_lint
from knowledge.replies.queries.variants import variants_of
from knowledge.ui import kept, slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from knowledge.articles.models import Article


def words_for_channels(article: Article) -> SafeString | str:
    """In the margin of an article: for which channels there are words, and which wait for somebody; one
    query. Of an archived article nothing is told any more.
    """
    if article.is_archived:
        return ""
    found = variants_of(article)
    context = {
        "article": article,
        "found": found,
        "waiting": [one for one in found if one.standing != "stands"],
    }
    return render_to_string("replies/_words.html", context)


def rules_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu of whoever keeps them."""
    if not isinstance(request.user, User) or not can_keep_lint(request.user):
        return ""
    return kept.draw("replies/_rules_menu.html", {"url": reverse("replies:lint")})


def show_marks() -> None:
    """Called when the application starts."""
    margin.register_figures(words_for_channels)
    slots.register("menu", rules_link, order=36)
