"""Publishing the next revision of an article as a change of some size."""

from dataclasses import replace

from accounts.models import User
from knowledge.articles.actions import publish_revision
from knowledge.articles.models import Article
from knowledge.articles.words import Words


def change(article: Article, how: str, body: str, *, by: User | None = None) -> Article:
    """The article with another body; `how` is minor, medium or major."""
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    return publish_revision(
        article=article,
        by=by or article.owner,
        words=replace(Words.of(article.live), body=body),
        base=article.live,
        significance=how,
    ).article
