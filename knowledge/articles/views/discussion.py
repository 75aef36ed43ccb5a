"""Comments and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles import actions
from knowledge.articles.forms.discussion import CommentForm, FlagDecisionForm, FlagForm
from knowledge.articles.permissions import (
    can_change_comment,
    can_decide_flag,
    can_remove_comment,
    rights_of,
)
from knowledge.articles.views.fetch import (
    ARTICLE,
    article_or_404,
    comment_or_404,
    flag_or_404,
)
from knowledge.passages.actions import AlreadyDecided
from knowledge.passages.models import Flag
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Article
    from knowledge.passages.models import Passage


@require_POST
def comment_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """A comment, or a reply when the form names a parent."""
    article = article_or_404(request, slug)
    form = CommentForm(request.POST)
    if not form.is_valid():
        context = {"article": article, "form": form}
        return page(request, "articles/comment_form.html", context, status=422)
    parent = form.cleaned_data["parent"]
    comment = actions.comment_on_article(
        article=article,
        by=request.user,
        source=form.cleaned_data["source"],
        parent=comment_or_404(article, parent) if parent else None,
        once=True,
    )
    return redirect_see_other(f"{article.get_absolute_url()}#comment-{comment.pk}")


@require_safe
def comment_reply(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The form for an answer to a comment."""
    article = article_or_404(request, slug)
    parent = comment_or_404(article, pk)
    form = CommentForm(initial={"parent": parent.pk})
    context = {"article": article, "form": form, "parent": parent}
    return page(request, "articles/comment_form.html", context)


def comment_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change one's own comment, or take it away."""
    article = article_or_404(request, slug)
    comment = comment_or_404(article, pk)
    may_change = can_change_comment(request.user, comment)
    may_remove = can_remove_comment(request.user, comment, article)
    if not (may_change or may_remove) or (request.method == "POST" and not may_change):
        raise PermissionDenied
    form = CommentForm(request.POST or None, initial={"source": comment.source})
    if request.method == "POST" and form.is_valid():
        actions.edit_article_comment(
            article=article, comment=comment, source=form.cleaned_data["source"]
        )
        return redirect_see_other(f"{article.get_absolute_url()}#comment-{comment.pk}")
    context = {
        "article": article,
        "form": form,
        "comment": comment,
        "may_change": may_change,
        "may_remove": may_remove,
    }
    status = 422 if form.is_bound else 200
    return page(request, "articles/comment_form.html", context, status=status)


@require_POST
def comment_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The words go, the place stays while there are replies."""
    article = article_or_404(request, slug)
    comment = comment_or_404(article, pk)
    if not can_remove_comment(request.user, comment, article):
        raise PermissionDenied
    actions.remove_article_comment(article=article, comment=comment, by=request.user)
    messages.success(request, _("The comment is removed."))
    return redirect_see_other(f"{article.get_absolute_url()}#comments")


def flag(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say that a passage, or the article, is wrong. Anyone who reads may."""
    article = article_or_404(request, slug)
    passage = _flagged_passage(article, request.GET.get("passage", ""))
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.flag_article(
            article=article,
            by=request.user,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            passage_key=passage.key if passage else "",
        )
        messages.success(
            request,
            _("%(name)s is told, and will answer you.") % {"name": article.owner.display_name},
        )
        anchor = f"#{passage.dom_id}" if passage else ""
        return redirect_see_other(f"{article.get_absolute_url()}{anchor}")
    manages = rights_of(request.user, article).manage
    context = {"article": article, "passage": passage, "form": form, "manages": manages}
    status = 422 if form.is_bound else 200
    return page(request, "articles/flag.html", context, status=status)


def _flagged_passage(article: Article, key: str) -> Passage | None:
    return article.live.text.passages.filter(key=key).first() if key else None


@require_safe
def flags(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every flag on the article, open ones first; whoever may edit decides here."""
    article = article_or_404(request, slug)
    rows = Flag.objects.on(ARTICLE, article.pk).select_related("raised_by", "decided_by")
    context = {
        "article": article,
        "paging": paginate(request, rows.order_by("decided_at", "-created_at", "-pk")),
        "may_decide": rights_of(request.user, article).edit,
    }
    return page(request, "articles/flags.html", context)


@require_POST
def flag_decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline; the reader who flagged it is told."""
    article = article_or_404(request, slug)
    decided = flag_or_404(article, pk)
    if not can_decide_flag(request.user, article, decided):
        raise PermissionDenied
    form = FlagDecisionForm(request.POST)
    if not form.is_valid():
        for refused in form.errors.values():
            messages.error(request, " ".join(str(error) for error in refused))
        return redirect_see_other("articles:flags", slug)
    try:
        actions.decide_article_flag(
            article=article,
            flag=decided,
            by=request.user,
            accepted=form.cleaned_data["outcome"] == "accepted",
            word=form.cleaned_data["word"],
        )
    except AlreadyDecided:
        messages.info(request, _("Somebody decided on this flag meanwhile."))
    else:
        messages.success(request, _("%(name)s is told.") % {"name": decided.raised_by.display_name})
    return redirect_see_other("articles:flags", slug)
