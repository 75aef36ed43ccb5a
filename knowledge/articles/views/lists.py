"""Lists: articles by filter, suggestions and flags to decide, links that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from knowledge.articles.forms.lists import ArticleFilterForm
from knowledge.articles.models import Article
from knowledge.articles.queries.lists import articles_like
from knowledge.articles.queries.lists import broken_links as links_leading_nowhere
from knowledge.articles.queries.waiting import flags_for, suggestions_for, with_articles
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@require_safe
def article_list(request: SignedInRequest) -> HttpResponse:
    """All readable articles, filtered by the query string."""
    form = ArticleFilterForm(request.GET, person=request.user)
    chosen = form.chosen()
    paging = paginate(request, articles_like(request.user, chosen))
    context = {"form": form, "chosen": chosen, "paging": paging}
    return page(request, "articles/list.html", context, partial="results")


@require_safe
def waiting_suggestions(request: SignedInRequest) -> HttpResponse:
    """Open suggestions this person may decide, and those they made."""
    mine = request.user.suggestions.select_related("article", "author", "decided_by")
    mine = mine.filter(article__in=Article.objects.visible_to(request.user).values("pk"))
    context = {
        "paging": paginate(request, suggestions_for(request.user)),
        "mine": mine.order_by("-created_at")[:20],
    }
    return page(request, "articles/suggestions_waiting.html", context)


@require_safe
def waiting_flags(request: SignedInRequest) -> HttpResponse:
    """Open flags on the articles that this person answers for."""
    paging = paginate(request, flags_for(request.user))
    context = {"paging": paging, "waiting": with_articles(paging.items, request.user)}
    return page(request, "articles/flags_waiting.html", context)


@require_safe
def broken_links(request: SignedInRequest) -> HttpResponse:
    """Links that lead nowhere, or to an archived article, with who can mend them."""
    paging = paginate(request, links_leading_nowhere(request.user), per_page=50)
    return page(request, "articles/broken_links.html", {"paging": paging})
