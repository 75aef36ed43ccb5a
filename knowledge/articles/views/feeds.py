"""Atom feeds of an area, a topic or an author, for one person's feed reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.actions.tokens import create_token, person_for_token
from accounts.models import TokenPurpose, User
from accounts.queries import visible_areas, visible_topics
from knowledge.areas.models import Topic
from knowledge.areas.queries import area_by_slug
from knowledge.articles.queries.lists import ArticleFilter, articles_like
from knowledge.markup.clean import normalise
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article

ENTRIES = 50
KEPT_SECONDS = 300
KINDS = ("area", "topic", "author")


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str, kind: str, slug: str) -> HttpResponse:
    """What the token's person may see. 404 for a dead token, exactly as for an unknown area."""
    person = person_for_token(token, purpose=TokenPurpose.FEED)
    if person is None:
        raise Http404
    with translation.override(person.interface_language):
        subject = _subject(person, kind, slug)
        chosen = ArticleFilter(sort="changed", **{kind: subject})
        title = normalise(f"{settings.PRODUCT_NAME} · {_name(subject)}")
        atom = _atom(request, title, articles_like(person, chosen)[:ENTRIES])
    response = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    return response


def _atom(request: HttpRequest, title: str, articles: Any) -> Atom1Feed:
    atom = Atom1Feed(
        title=title,
        link=request.build_absolute_uri("/"),
        feed_url=request.build_absolute_uri(),
        description=None,
        language=translation.get_language(),
    )
    for article in articles:
        atom.add_item(**_entry(request, article))
    return atom


def _entry(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Its reader is staff, so title and short answer may be there whatever their audience.

    XML can't hold control characters: one in a name must not end the whole feed.
    """
    return {
        "title": normalise(article.title),
        "link": request.build_absolute_uri(article.get_absolute_url()),
        "unique_id": request.build_absolute_uri(reverse("articles:by_number", args=[article.pk])),
        "description": normalise(article.live.text.short_answer),
        "author_name": normalise(article.owner.display_name),
        "categories": [normalise(area.label) for area in article.areas.all()],
        "pubdate": article.published_at,
        "updateddate": article.updated_at,
    }


def _subject(person: User, kind: str, slug: str) -> Any:
    if kind == "area":
        found = area_by_slug(visible_areas(person), slug)
        if found is None:
            raise Http404
        return found
    if kind == "topic":
        topic = get_object_or_404(Topic, slug=slug)
        return get_object_or_404(visible_topics(person), pk=topic.merged_into_id or topic.pk)
    return get_object_or_404(User, slug=slug)


def _name(subject: Any) -> str:
    return str(getattr(subject, "label", "") or getattr(subject, "display_name", "") or subject)


def feed_new(request: SignedInRequest, kind: str, slug: str) -> HttpResponse:
    """Make the private address of a feed; it is shown once, like every secret."""
    subject = _subject(request.user, kind, slug)
    context: dict[str, Any] = {"subject": _name(subject), "kind": kind, "slug": slug}
    if request.method == "POST":
        name = f"{_name(subject)}, {timezone.localdate():%Y-%m-%d}"[:80]
        _row, secret = create_token(
            person=request.user, purpose=TokenPurpose.FEED, name=name, by=request.user
        )
        address = reverse("articles:feed", args=[secret, kind, slug])
        context["address"] = request.build_absolute_uri(address)
    return page(request, "articles/feed_new.html", context)
