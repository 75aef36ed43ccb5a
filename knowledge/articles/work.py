"""Which pages of articles stand for work, for whom: what time is recorded on, and where writing counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from knowledge.articles.models import Article, Draft, Suggestion
from knowledge.articles.permissions import can_decide, can_edit
from knowledge.contributions.models import Kind
from knowledge.contributions.recordables import Recordable, register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

ARTICLE, DRAFT, SUGGESTION = "article", "draft", "suggestion"


def on_article(user: User, args: Mapping[str, Any]) -> Recordable | None:
    """The article that is read."""
    article = Article.objects.visible_to(user).filter(slug=args["slug"]).first()
    return _article(article, Kind.ARTICLE) if article else None


def on_draft(user: User, args: Mapping[str, Any]) -> Recordable | None:
    """What is written: an article, new or one's own, or words for somebody else's, which is a review."""
    draft = user.drafts.select_related("article__owner").filter(key=args["key"]).first()
    if draft is None:
        return None
    if draft.article is None:
        return Recordable(
            kind=Kind.ARTICLE,
            subject_kind=DRAFT,
            subject_id=draft.pk,
            label=draft.title or _("New article"),
            url=draft.get_absolute_url(),
            writes=True,
        )
    if not Article.objects.visible_to(user).filter(pk=draft.article.pk).exists():
        return None
    return _article(draft.article, _kind_of(user, draft), writes=True)


def on_suggestion(user: User, args: Mapping[str, Any]) -> Recordable | None:
    """A suggestion; reading it is work for whoever decides on it."""
    found = Suggestion.objects.filter(
        pk=args["pk"],
        article__slug=args["slug"],
        article__in=Article.objects.visible_to(user).order_by(),
    )
    suggestion = found.select_related("article__owner").first()
    return work_on_suggestion(user, suggestion) if suggestion else None


def work_on_suggestion(user: User, suggestion: Suggestion) -> Recordable:
    return Recordable(
        kind=Kind.REVIEW,
        subject_kind=SUGGESTION,
        subject_id=suggestion.pk,
        label=suggestion.article.title,
        url=suggestion.get_absolute_url(),
        area_id=_area_id(suggestion.article),
        writes=can_decide(user, suggestion),
    )


def work_on_article(article: Article) -> Recordable:
    """A review of it as a whole: verified, a flag decided on."""
    return _article(article, Kind.REVIEW)


def work_on_new(article: Article) -> Recordable:
    """An article that was a draft until now."""
    return _article(article, Kind.ARTICLE)


def register_pages() -> None:
    register("articles:detail", on_article)
    register("articles:draft", on_draft)
    register("articles:merge", on_draft)
    register("articles:suggestion", on_suggestion)


def _kind_of(user: User, draft: Draft) -> Kind:
    is_own = draft.suggestion_id is None and draft.article and can_edit(user, draft.article)
    return Kind.ARTICLE if is_own else Kind.REVIEW


def _article(article: Article, kind: Kind, *, writes: bool = False) -> Recordable:
    return Recordable(
        kind=kind,
        subject_kind=ARTICLE,
        subject_id=article.pk,
        label=article.title,
        url=article.get_absolute_url(),
        area_id=_area_id(article),
        writes=writes,
    )


def _area_id(article: Article) -> int | None:
    """The first of its areas: minutes count once."""
    return article.areas.values_list("pk", flat=True).first()
