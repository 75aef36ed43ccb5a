"""The kept part of the reading page: text, margin and comments as HTML, drawn once for many readers.

What may differ from one reader to the next is either in the key (language, time zone, rights, the neighbours
they may see) or left open by a mark that is filled on every read (the form token, the channel). The
marks are random in each process, so that no author can write one into a text.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from knowledge.articles import margin
from knowledge.articles.forms.discussion import CommentForm
from knowledge.articles.permissions import Rights, rights_of
from knowledge.articles.queries.comments import comments_on
from knowledge.articles.queries.neighbours import (
    KEPT_SECONDS,
    Neighbours,
    Surroundings,
    neighbours_of,
    surroundings_of,
)
from knowledge.articles.queries.reading import article_page

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article

TOKEN = f"token-{secrets.token_hex(16)}"
COPYING = f"copying-{secrets.token_hex(16)}"


def article_frame(request: SignedInRequest, article: Article) -> SafeString:
    """Text, margin and comments for this reader. One query when the frame is kept, else about 14."""
    around = surroundings_of(article)
    near = neighbours_of(article, around, request.user)
    rights = rights_of(request.user, article)
    key = _key(article, request.user, around, near, rights)
    html: str | None = caches["local"].get(key)
    if html is None:
        html = _draw(article, request.user, near, rights)
        caches["local"].set(key, html, KEPT_SECONDS)
    html = html.replace(TOKEN, get_token(request))
    return mark_safe(html.replace(COPYING, margin.copying(request)))  # noqa: S308 - drawn by a template


def _key(
    article: Article, reader: User, around: Surroundings, near: Neighbours, rights: Rights
) -> str:
    """Whoever wrote a comment sees its edit key, and so has a frame of their own."""
    own = reader.pk if reader.pk in around.commenters else 0
    return ":".join(
        str(part)
        for part in (
            "frame", article.pk, article.frame_version, get_language(), reader.time_zone, rights.edit,
            rights.manage, own, timezone.localdate().toordinal(), hash(near),
        )
    )  # fmt: skip


def _draw(article: Article, reader: User, near: Neighbours, rights: Rights) -> str:
    return render_to_string(
        "articles/_frame.html",
        {
            "page": article_page(article),
            "article": article,
            "near": near,
            "rights": rights,
            "figures": margin.figures(article),
            "comments": comments_on(article, reader, rights),
            "comment_form": CommentForm(),
            "copying": mark_safe(COPYING),  # noqa: S308 - a mark, filled on every read
            "csrf_token": TOKEN,
        },
    )
