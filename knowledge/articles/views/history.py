"""Revisions: the record, one of them, two side by side, an earlier one published again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles import actions
from knowledge.articles.errors import EditConflict, NothingChanged
from knowledge.articles.permissions import rights_of
from knowledge.articles.queries.comparing import compare_revisions
from knowledge.articles.queries.history import events_of, history_lines
from knowledge.articles.queries.reading import show_passages
from knowledge.articles.views.fetch import (
    article_or_404,
    number_or_404,
    revision_or_404,
)
from knowledge.ui.page import page, paginate, redirect_see_other
from knowledge.ui.pieces import Option

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@require_safe
def article_history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who changed what when, and a form that compares any two revisions."""
    article = article_or_404(request, slug)
    paging = paginate(request, events_of(article))
    context = {
        "article": article,
        "paging": paging,
        "lines": history_lines(paging.items, request.user),
        "numbers": list(article.revisions.order_by("-number").values_list("number", flat=True)),
        "rights": rights_of(request.user, article),
    }
    return page(request, "articles/history.html", context)


@require_safe
def revision(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """An article as it read then. Nothing of it can be copied: it may not hold any more."""
    article = article_or_404(request, slug)
    shown = revision_or_404(article, number)
    context = {
        "article": article,
        "revision": shown,
        "passages": show_passages(shown.text.passages.all()),
        "is_current": shown.pk == article.current_id,
        "previous": number - 1,
        "rights": rights_of(request.user, article),
    }
    return page(request, "articles/revision.html", context)


@require_safe
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Any two revisions, `from` and `to`, as readers see them or as source."""
    article = article_or_404(request, slug)
    older = revision_or_404(article, number_or_404(request.GET.get("from")))
    newer = revision_or_404(article, number_or_404(request.GET.get("to")))
    source = request.GET.get("view") == "source"
    address = f"?from={older.number}&to={newer.number}&view="
    context = {
        "article": article,
        "older": older,
        "newer": newer,
        "compared": compare_revisions(older, newer, source=source),
        "views": [
            Option(_("As readers see it"), f"{address}rendered", not source),
            Option(_("As source"), f"{address}source", source),
        ],
    }
    return page(request, "articles/compare.html", context)


@require_POST
def restore(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Publish an earlier revision's words again, as a new revision."""
    article = article_or_404(request, slug)
    earlier = revision_or_404(article, number)
    if not rights_of(request.user, article).edit:
        raise PermissionDenied
    try:
        actions.restore_revision(
            article=article, by=request.user, revision=earlier, base=article.live
        )
    except NothingChanged:
        messages.info(request, _("The article reads exactly like that already."))
    except EditConflict:
        messages.warning(request, _("Somebody published meanwhile. Look at it, then try again."))
    else:
        messages.success(request, _("Revision %(n)d is published again.") % {"n": number})
    return redirect_see_other(article)
