"""The demo's comments, suggestions and flags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from knowledge.articles.actions import (
    accept_suggestion,
    comment_on_article,
    decline_suggestion,
    flag_article,
    suggest_edit,
)
from knowledge.articles.models import Article, Suggestion
from knowledge.articles.words import Words
from knowledge.exchange.halage.company import Company, Table
from knowledge.exchange.halage.library import days_ago
from knowledge.passages.models import Comment


def load_activity(table: Table, company: Company, articles: dict[str, Article]) -> None:
    """Everything of one parsed activity file, oldest first."""
    _comments(table.get("comments", []), company, articles)
    suggestions = sorted(table.get("suggestions", []), key=lambda row: -row["days_ago"])
    for row in suggestions:
        _suggestion(row, company, _fresh(articles, row))
    for row in table.get("flags", []):
        article = _fresh(articles, row)
        flag_article(
            article=article,
            by=company.people[row["author"]],
            reason=row["reason"],
            note=row["note"],
            passage_key=_passage_with(article, row["quote"]),
            at=days_ago(row["days_ago"]),
        )


def _fresh(articles: dict[str, Article], row: Table) -> Article:
    found = Article.objects.select_related("owner", "current__text")
    return found.get(pk=articles[row["article"]].pk)


def _comments(rows: list[Table], company: Company, articles: dict[str, Article]) -> None:
    made: dict[int, Comment] = {}
    order = sorted(range(len(rows)), key=lambda n: (-rows[n]["days_ago"], n))
    for number in order:
        row = rows[number]
        made[number] = comment_on_article(
            article=_fresh(articles, row),
            by=company.people[row["author"]],
            source=row["body"],
            parent=made.get(row.get("reply_to", -1)),
            at=days_ago(row["days_ago"]),
        )


def _suggestion(row: Table, company: Company, article: Article) -> None:
    words = Words.of(article.live)
    suggestion = suggest_edit(
        article=article,
        by=company.people[row["author"]],
        words=replace(words, body=words.body.replace(row["find"], row["replace"], 1)),
        base=article.live,
        note=row["note"],
        at=days_ago(row["days_ago"]),
    )
    decide: dict[str, Any] = {
        Suggestion.State.ACCEPTED: accept_suggestion,
        Suggestion.State.DECLINED: decline_suggestion,
    }
    if row["status"] in decide:
        decide[row["status"]](
            suggestion=suggestion,
            by=article.owner,
            word=row.get("word", ""),
            at=days_ago(max(row["days_ago"] - 1, 0)),
        )


def _passage_with(article: Article, quote: str) -> str:
    """The key of the passage that holds these words; "" flags the article as a whole."""
    words = " ".join(quote.split())
    for passage in article.live.text.passages.all():
        if words in " ".join(passage.plain.split()):
            return str(passage.key)
    return ""
