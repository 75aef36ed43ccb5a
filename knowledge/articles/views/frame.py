"""The kept part of the reading page: text, margin and comments as HTML, drawn once for many readers.

What may differ from one reader to the next is either in the key (language, time zone, rights, the
neighbours they may see) or left open by a mark that is filled on every read (the form token, the
channel). The marks are random in each process, so that no author can write one into a text.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.permissions import hidden_area_ids
from knowledge.articles import margin
from knowledge.articles.forms.discussion import CommentForm
from knowledge.articles.permissions import Rights, rights_of
from knowledge.articles.queries.comments import comments_on
from knowledge.articles.queries.neighbours import (
    KEPT_SECONDS,
    Neighbour,
    Neighbours,
    Surroundings,
    keep_surroundings,
    kept_surroundings,
    neighbours_of,
    visible_rows,
)
from knowledge.articles.queries.reading import article_page
from knowledge.articles.views.fetch import article_or_404
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article

TOKEN = f"token-{secrets.token_hex(16)}"
COPYING = f"copying-{secrets.token_hex(16)}"
RIGHTS_KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """The article as links show it, and its page without the bar."""

    head: Neighbour
    html: SafeString


class _Asked:
    """One reading of one article; the whole row is fetched at most once, and only when needed."""

    def __init__(self, request: SignedInRequest, slug: str) -> None:
        self.request, self.slug = request, slug

    @cached_property
    def article(self) -> Article:
        return article_or_404(self.request, self.slug)


def article_frame(request: SignedInRequest, slug: str) -> Frame:
    """The page for this reader: one query when it is kept, else about 18. Raises Http404."""
    asked = _Asked(request, slug)
    around, seen = _look(asked)
    head = seen[around.pk]
    rights = _rights(asked, head)
    key = _key(request.user, around, seen, rights)
    html: str | None = caches["local"].get(key)
    if html is None:
        html = _draw(asked, neighbours_of(around, seen), rights)
        caches["local"].set(key, html, KEPT_SECONDS)
    html = html.replace(TOKEN, form_token(request)).replace(COPYING, margin.copying(request))
    return Frame(head, mark_safe(html))  # noqa: S308 - drawn by templates


def _look(asked: _Asked) -> tuple[Surroundings, dict[int, Neighbour]]:
    """The article with what stands around it; what was kept counts only while nothing changed."""
    reader = asked.request.user
    around = kept_surroundings(asked.slug)
    if around is not None:
        seen = visible_rows(around, reader)
        head = seen.get(around.pk)
        if head is not None and head.frame_version == around.frame_version:
            return around, seen
    around = keep_surroundings(asked.article)
    return around, visible_rows(around, reader)


def _rights(asked: _Asked, head: Neighbour) -> Rights:
    """Which keys the page offers. The pages behind them ask anew, so these may be a minute old."""
    reader = asked.request.user
    key = f"rights:{reader.pk}:{head.pk}:{head.frame_version}"
    found: Rights | None = caches["local"].get(key)
    if found is None:
        found = rights_of(reader, asked.article)
        caches["local"].set(key, found, RIGHTS_KEPT_SECONDS)
    return found


def _key(reader: User, around: Surroundings, seen: dict[int, Neighbour], rights: Rights) -> str:
    """Whoever wrote a comment sees its edit key, and so has a frame of their own."""
    own = reader.pk if reader.pk in around.commenters else 0
    near = hash(frozenset((row.pk, row.frame_version) for row in seen.values()))
    closed = hash(hidden_area_ids(reader))
    today = timezone.localdate().toordinal()
    return (
        f"frame:{around.pk}:{near}:{get_language()}:{reader.time_zone}:{today}"
        f":{rights.edit:d}{rights.manage:d}:{own}:{closed}"
    )


def _draw(asked: _Asked, near: Neighbours, rights: Rights) -> str:
    article = asked.article
    return render_to_string(
        "articles/_frame.html",
        {
            "page": article_page(article, asked.request.user),
            "article": article,
            "near": near,
            "rights": rights,
            "figures": margin.figures(article),
            "comments": comments_on(article, asked.request.user, rights),
            "comment_form": CommentForm(),
            "copying": mark_safe(COPYING),  # noqa: S308 - a mark, filled on every read
            "csrf_token": TOKEN,
        },
    )
