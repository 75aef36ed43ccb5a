"""Suggested edits: seen as a difference, accepted, declined with a word, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles import actions
from knowledge.articles.errors import AlreadyDecided, EditConflict, NothingChanged
from knowledge.articles.forms.decisions import DeclineForm, WordForm
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import Suggestion
from knowledge.articles.permissions import can_decide
from knowledge.articles.queries.comparing import compare_suggestion
from knowledge.articles.views.fetch import article_or_404, suggestion_or_404
from knowledge.ui.page import page, paginate, redirect_see_other
from knowledge.ui.pieces import Option

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article


@require_safe
def suggestions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every suggestion for the article, open ones first."""
    article = article_or_404(request, slug)
    rows = article.suggestions.select_related("author", "decided_by", "article")
    paging = paginate(request, rows.order_by("decided_at", "-created_at", "-pk"))
    return page(request, "articles/suggestions.html", {"article": article, "paging": paging})


@require_safe
def suggestion(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What would change, word by word, and the decision."""
    article = article_or_404(request, slug)
    found = suggestion_or_404(article, pk)
    return _show(request, article, found, WordForm())


def _show(
    request: SignedInRequest,
    article: Article,
    found: Suggestion,
    form: WordForm,
    status: int = 200,
) -> HttpResponse:
    source = request.GET.get("view") == "source"
    is_open = found.state == Suggestion.State.OPEN
    context = {
        "article": article,
        "suggestion": found,
        "compared": compare_suggestion(found, SiteLinks(request.user), source=source),
        "views": [
            Option(_("As readers see it"), "?view=rendered", not source),
            Option(_("As source"), "?view=source", source),
        ],
        "form": form,
        "is_open": is_open,
        "is_behind": is_open and found.base_id != article.current_id,
        "may_decide": is_open and can_decide(request.user, found),
        "may_withdraw": is_open and found.author_id == request.user.pk,
    }
    return page(request, "articles/suggestion.html", context, status=status)


@require_POST
def suggestion_accept(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Publish it as proposed. If the same paragraphs changed meanwhile, it must be adjusted."""
    article, found = _to_decide(request, slug, pk)
    form = WordForm(request.POST)
    if not form.is_valid():
        return _show(request, article, found, form, status=422)
    try:
        actions.accept_suggestion(suggestion=found, by=request.user, word=form.cleaned_data["word"])
    except EditConflict:
        messages.warning(
            request,
            _("The article changed in the same paragraphs meanwhile. Adjust the suggestion."),
        )
        return redirect_see_other(found)
    except NothingChanged:
        messages.info(
            request, _("The article says this already. Decline the suggestion with a word.")
        )
        return redirect_see_other(found)
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _told(found))
    return redirect_see_other(article)


@require_POST
def suggestion_decline(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say no, with a word."""
    article, found = _to_decide(request, slug, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, article, found, form, status=422)
    try:
        actions.decline_suggestion(
            suggestion=found, by=request.user, word=form.cleaned_data["word"]
        )
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _told(found))
    return redirect_see_other(found)


@require_POST
def suggestion_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Its author takes it back."""
    article = article_or_404(request, slug)
    found = suggestion_or_404(article, pk)
    if found.author_id != request.user.pk:
        raise PermissionDenied
    try:
        actions.withdraw_suggestion(suggestion=found, by=request.user)
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _("Your suggestion is withdrawn."))
    return redirect_see_other(found)


def _to_decide(request: SignedInRequest, slug: str, pk: int) -> tuple[Article, Suggestion]:
    article = article_or_404(request, slug)
    found = suggestion_or_404(article, pk)
    if not can_decide(request.user, found):
        raise PermissionDenied
    return article, found


def _told(found: Suggestion) -> str:
    return _("%(name)s is told.") % {"name": found.author.display_name}


def _too_late(request: SignedInRequest, found: Suggestion) -> HttpResponse:
    messages.info(request, _("This suggestion has an outcome already."))
    return redirect_see_other(found)
