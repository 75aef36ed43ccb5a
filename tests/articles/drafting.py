"""Drafts as the editor makes and posts them."""

from typing import Any

from django.test import Client

from accounts.models import User
from knowledge.articles.actions import start_article_draft
from knowledge.articles.forms.editor import initial_fields
from knowledge.articles.models import Article, Draft
from knowledge.articles.words import Words, settings_of


def fields_of(article: Article, **changed: Any) -> dict[str, Any]:
    article = Article.objects.select_related("current__text").get(pk=article.pk)
    return initial_fields(Words.of(article.live), settings_of(article)) | changed


def draft_of(article: Article, person: User, **changed: Any) -> Draft:
    article = Article.objects.select_related("current__text").get(pk=article.pk)
    draft = start_article_draft(person=person, article=article, fields=fields_of(article))
    draft.fields |= changed
    return draft


def post_draft(client: Client, draft: Draft, **extra: Any) -> Any:
    return client.post(draft.get_absolute_url(), draft.fields | {"version": draft.version} | extra)
