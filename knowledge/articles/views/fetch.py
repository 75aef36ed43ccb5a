"""Fetching for views: what is hidden does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from knowledge.articles.models import Article, ArticleQuerySet, Suggestion
from knowledge.passages.models import Comment, Flag

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest
    from knowledge.articles.models import Revision

ARTICLE = "article"


def readable(request: SignedInRequest) -> ArticleQuerySet:
    """Articles this reader may see, with what every page about one of them shows."""
    found = Article.objects.visible_to(request.user).with_rights_of(request.user)
    return found.select_related(
        "current__text", "current__author", "owner", "verified_by", "archived_by"
    )


def article_or_404(request: SignedInRequest, slug: str) -> Article:
    article: Article = get_object_or_404(readable(request), slug=slug)
    return article


def revision_or_404(article: Article, number: int) -> Revision:
    found = article.revisions.select_related(
        "text", "author", "restored_from", "merged_with__author"
    )
    revision: Revision = get_object_or_404(found, number=number)
    return revision


def suggestion_or_404(article: Article, pk: int) -> Suggestion:
    found = article.suggestions.select_related("author", "base__text", "decided_by", "revision")
    suggestion: Suggestion = get_object_or_404(found, pk=pk)
    suggestion.article = article
    return suggestion


def comment_or_404(article: Article, pk: int) -> Comment:
    """A comment that still stands."""
    found = Comment.objects.on(ARTICLE, article.pk).select_related("author", "parent__author")
    comment: Comment = get_object_or_404(found, pk=pk, removed_at__isnull=True)
    return comment


def flag_or_404(article: Article, pk: int) -> Flag:
    flag: Flag = get_object_or_404(Flag.objects.on(ARTICLE, article.pk), pk=pk)
    return flag


def number_or_404(typed: str | None) -> int:
    """A revision number from a query string."""
    try:
        return int(typed or "")
    except ValueError:
        raise Http404 from None
