"""Reading: the article, its permanent links, its pane beside the search results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge.articles.models import Article
from knowledge.articles.permissions import rights_of
from knowledge.articles.queries.history import last_revision_with
from knowledge.articles.queries.lists import backlinks as articles_linking
from knowledge.articles.queries.reading import article_page
from knowledge.articles.views.fetch import article_or_404
from knowledge.articles.views.frame import article_frame
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_safe
def article_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Three queries when the frame is kept: session, person, the article with its neighbours."""
    frame = article_frame(request, slug)
    return page(request, "articles/detail.html", {"article": frame.head, "frame": frame.html})


@require_safe
def article_by_number(request: SignedInRequest, pk: int) -> HttpResponse:
    """The address that stored texts use; it says nothing to whoever may not read the article."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    return HttpResponseRedirect(article.get_absolute_url())


@require_safe
def passage(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """The permanent link of a passage: where it stands now, or the last revision that had it."""
    article = article_or_404(request, slug)
    current = article.live.text.passages.filter(key=key).first()
    if current is not None:
        return HttpResponseRedirect(f"{article.get_absolute_url()}#{current.dom_id}")
    revision = last_revision_with(article, key)
    if revision is None:
        raise Http404
    messages.warning(
        request,
        _("This passage is no longer in the article. This is revision %(n)d, the last that had it.")
        % {"n": revision.number},
    )
    return HttpResponseRedirect(
        f"{reverse('articles:revision', args=[slug, revision.number])}#p-{key}"
    )


@require_safe
def pane(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the search page shows beside its results: the article without frame or comments."""
    article = article_or_404(request, slug)
    context = {
        "page": article_page(article, request.user),
        "rights": rights_of(request.user, article),
    }
    return page(request, "articles/pane.html", context)


@require_safe
def backlinks(request: SignedInRequest, slug: str) -> HttpResponse:
    """All the articles that link here."""
    article = article_or_404(request, slug)
    paging = paginate(request, articles_linking(article, request.user))
    return page(request, "articles/backlinks.html", {"article": article, "paging": paging})
