"""Verify, archive, bring back, hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.articles import actions
from knowledge.articles.forms.decisions import ArchiveForm, HandOverForm
from knowledge.articles.permissions import rights_of
from knowledge.articles.views.fetch import article_or_404
from knowledge.ui.page import page, redirect_see_other, where_from
from knowledge.ui.times import short_date

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article


def managed_or_403(request: SignedInRequest, slug: str) -> Article:
    """An article that this person manages. 404 when hidden, 403 when not theirs to manage."""
    article = article_or_404(request, slug)
    if not rights_of(request.user, article).manage:
        raise PermissionDenied
    return article


@require_POST
def verify(request: SignedInRequest, slug: str) -> HttpResponse:
    """Still true: one action, from the article or from home."""
    article = actions.verify_article(article=managed_or_403(request, slug), by=request.user)
    words = _("“%(title)s” is verified.") % {"title": article.title}
    if article.check_due_on:
        words += " " + _("Next check on %(day)s.") % {"day": short_date(article.check_due_on)}
    messages.success(request, words)
    return redirect_see_other(_back(request, article))


def _back(request: SignedInRequest, article: Article) -> str:
    return where_from(request, article.get_absolute_url())


def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take it out of use, naming its successor."""
    article = managed_or_403(request, slug)
    posted = request.method == "POST"
    form = ArchiveForm(request.POST if posted else None, person=request.user, article=article)
    if posted and form.is_valid() and _archived(request, article, form):
        messages.success(request, _("The article is archived. It stays readable, with a banner."))
        return redirect_see_other(article)
    context = {"article": article, "form": form}
    return page(request, "articles/archive.html", context, status=422 if posted else 200)


def _archived(request: SignedInRequest, article: Article, form: ArchiveForm) -> bool:
    try:
        actions.archive_article(
            article=article, by=request.user, replaced_by=form.cleaned_data["replaced_by"]
        )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


@require_POST
def bring_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put an archived article back into use."""
    article = managed_or_403(request, slug)
    actions.restore_article(article=article, by=request.user)
    messages.success(request, _("The article is back in use."))
    return redirect_see_other(article)


def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose another owner."""
    article = managed_or_403(request, slug)
    posted = request.method == "POST"
    form = HandOverForm(request.POST if posted else None, article=article)
    if posted and form.is_valid():
        owner = form.cleaned_data["owner"]
        actions.hand_over(article=article, by=request.user, owner=owner)
        messages.success(request, _("%(name)s owns it now.") % {"name": owner.display_name})
        return redirect_see_other(article)
    context = {"article": article, "form": form}
    return page(request, "articles/hand_over.html", context, status=422 if posted else 200)
