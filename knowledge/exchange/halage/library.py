"""The demo's articles with their earlier revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from knowledge.articles.actions import archive_article, publish_article, publish_revision
from knowledge.articles.models import Article, Confidence
from knowledge.articles.words import Settings, Words, normal
from knowledge.exchange.halage.company import Company
from knowledge.exchange.importing.reading import split_front_matter

Fields = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One state of a demo article's text; `author` is an e-mail."""

    body: str
    author: str
    at: datetime
    significance: str
    note: str


def load_library(folder: Path, company: Company) -> dict[str, Article]:
    """Publish every article below `folder`, English first so that translations find their partner."""
    files = sorted(folder.glob("*/*.md"), key=lambda path: (path.parent.name, path.name))
    read = [_read(path) for path in files]
    articles: dict[str, Article] = {}
    for fields, body in sorted(read, key=lambda found: bool(found[0].get("translation_of"))):
        articles[fields["external_id"]] = _publish(fields, body, company, articles)
    for fields, _body in read:
        if fields.get("confidence") == Confidence.ARCHIVED:
            article = articles[fields["external_id"]]
            successor = articles.get(fields.get("replaced_by") or "")
            archive_article(article=article, by=article.owner, replaced_by=successor)
    return articles


def days_ago(days: int) -> datetime:
    """Within working hours of that day, spread so that not everything happens at once."""
    now = timezone.now()
    moment = now - timedelta(days=days)
    if days == 0:
        return now - timedelta(minutes=25)
    return moment.replace(hour=8 + days % 9, minute=(days * 17) % 60, second=0, microsecond=0)


def _read(path: Path) -> tuple[Fields, str]:
    head, body = split_front_matter(path.read_text(encoding="utf-8"))
    return yaml.safe_load(head), normal(body)


def _publish(fields: Fields, body: str, company: Company, articles: dict[str, Article]) -> Article:
    versions = list(_versions(fields, body))
    first, later = versions[0], versions[1:]
    words = _words(fields, first.body)
    article = publish_article(
        by=company.people[first.author],
        owner=company.people[fields["author"]],
        words=words,
        settings=_settings(fields, company, articles),
        note=first.note,
        external_id=fields["external_id"],
        at=first.at,
    )
    for version in later:
        article.refresh_from_db()
        published = publish_revision(
            article=article,
            by=company.people[version.author],
            words=replace(words, body=version.body),
            base=article.live,
            significance=version.significance,
            note=version.note,
            at=version.at,
        )
        article = published.article
    since = fields.get("verified_days_ago")
    _verified(article, days_ago(fields["published_days_ago"] if since is None else since))
    return article


def _versions(fields: Fields, body: str) -> Iterator[Version]:
    """Oldest first: the history is undone change by change, from the text as it stands."""
    history = fields.get("history") or []
    bodies = [body]
    for item in history:
        older = bodies[-1]
        for change in item["changes"]:
            older = older.replace(change["now"], change["was"], 1)
        bodies.append(older)
    for item, older in reversed(list(zip(history, bodies[1:], strict=True))):
        yield Version(
            body=older,
            author=item["author"],
            at=days_ago(item["days_ago"]),
            significance=item["significance"],
            note=item["note"],
        )
    yield Version(
        body=body,
        author=fields["author"],
        at=days_ago(fields["published_days_ago"]),
        significance="medium",
        note="",
    )


def _words(fields: Fields, body: str) -> Words:
    return Words(
        title=fields["title"],
        title_audience=fields.get("title_audience") or "internal",
        questions=tuple(fields.get("questions") or ()),
        short_answer=fields.get("short_answer") or "",
        short_answer_audience=fields.get("short_answer_audience") or "internal",
        body=body,
    )


def _settings(fields: Fields, company: Company, articles: dict[str, Article]) -> Settings:
    archived = fields.get("confidence") == Confidence.ARCHIVED
    return Settings(
        kind=fields["kind"],
        language=fields["language"],
        areas=tuple(company.areas[slug] for slug in fields["areas"]),
        topics=tuple(fields.get("topics") or ()),
        co_authors=tuple(company.people[mail] for mail in fields.get("co_authors") or ()),
        confidence=Confidence.VALIDATED if archived else fields["confidence"],
        editing_rights=fields["editing_rights"],
        verification_interval_days=fields["verification_interval_days"],
        translation_of=articles.get(fields.get("translation_of") or ""),
    )


def _verified(article: Article, at: datetime) -> None:
    """The last verification as the file tells it, with the day it is due again."""
    article.verified_at, article.verified_by = at, article.owner
    article.check_due_on = article.next_check()
    article.save(update_fields=["verified_at", "verified_by", "check_due_on"])
