"""What a writer hands in: the words of an article and its settings, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings as site

from knowledge.articles.models import Confidence, EditingRights, Kind, Revision
from knowledge.markup.clean import normalise
from knowledge.passages.models import AudienceChoices

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.articles.models import Article


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a Revision keeps."""

    title: str
    body: str
    title_audience: str = AudienceChoices.INTERNAL.value
    questions: tuple[str, ...] = ()
    short_answer: str = ""
    short_answer_audience: str = AudienceChoices.INTERNAL.value

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The words of a revision; reads its Text."""
        return cls(
            title=revision.title,
            title_audience=revision.title_audience,
            questions=tuple(revision.questions),
            short_answer=revision.text.short_answer,
            short_answer_audience=revision.text.short_answer_audience,
            body=revision.text.source,
        )

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """The words in a draft's or suggestion's stored fields; absent ones are empty."""
        questions = fields.get("questions") or []
        lines = questions.splitlines() if isinstance(questions, str) else questions
        return cls(
            title=str(fields.get("title") or "").strip(),
            title_audience=fields.get("title_audience") or AudienceChoices.INTERNAL.value,
            questions=tuple(line.strip() for line in lines if line.strip()),
            short_answer=normal(str(fields.get("short_answer") or "")).strip(),
            short_answer_audience=fields.get("short_answer_audience")
            or AudienceChoices.INTERNAL.value,
            body=normal(str(fields.get("body") or "")),
        )

    def as_fields(self) -> dict[str, Any]:
        """JSON-ready; the inverse of `from_fields`."""
        return {**asdict(self), "questions": list(self.questions)}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an Article keeps beside its words. `areas` and `co_authors` are saved people and areas."""

    kind: str = Kind.ARTICLE.value
    language: str = site.LANGUAGE_CODE
    areas: tuple[Area, ...] = ()
    topics: tuple[str, ...] = ()
    co_authors: tuple[User, ...] = ()
    confidence: str = Confidence.NOT_VALIDATED.value
    editing_rights: str = EditingRights.EXPERIENCE.value
    verification_interval_days: int = 180
    expires_on: date | None = None
    translation_of: Article | None = field(default=None)


def settings_of(article: Article, reader: User | None = None) -> Settings:
    """The settings as they stand; four queries. A translation closed to the reader is left out."""
    others = article.translations()
    return Settings(
        kind=article.kind,
        language=article.language,
        areas=tuple(article.areas.all()),
        topics=tuple(sorted(topic.name for topic in article.topics.all())),
        co_authors=tuple(article.co_authors.all()),
        confidence=article.confidence,
        editing_rights=article.editing_rights,
        verification_interval_days=article.verification_interval_days,
        expires_on=article.expires_on,
        translation_of=(others.visible_to(reader) if reader else others).first(),
    )


def normal(text: str) -> str:
    """As markup stores it, without control characters, ending in one line end unless it is empty."""
    clean = normalise(text).rstrip()
    return f"{clean}\n" if clean else ""
