"""Who changed what when; two revisions side by side; where a passage went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import visible_areas
from knowledge.articles.models import (
    Article,
    ArticleEvent,
    Confidence,
    EditingRights,
    Kind,
    Revision,
)
from knowledge.passages.models import Flag, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

CLOSED = frozenset({"areas", "replaced_by"})


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An event as the history page tells it."""

    event: ArticleEvent
    changes: tuple[Change, ...]


def events_of(article: Article) -> QuerySet[ArticleEvent]:
    """Newest first, with people and revisions."""
    rows = article.events.select_related("actor", "revision__author", "revision__restored_from")
    return rows.order_by("-at", "-id")


def history_lines(events: Iterable[ArticleEvent], reader: User) -> list[HistoryLine]:
    """Events with their details in the reader's language; at most three queries for names in them.

    What the reader may not see is left out of a list of areas or articles, its address included.
    """
    rows = list(events)
    names = {
        "areas": {
            area.slug: area.label
            for area in visible_areas(reader).filter(slug__in=_slugs(rows, "areas"))
        },
        "replaced_by": {
            article.slug: article.title
            for article in Article.objects.visible_to(reader).filter(
                slug__in=_slugs(rows, "replaced_by")
            )
        },
    }
    people = User.objects.filter(slug__in=_slugs(rows, "owner") | _slugs(rows, "co_authors"))
    names["owner"] = names["co_authors"] = {p.slug: p.display_name for p in people}
    return [HistoryLine(row, tuple(_changes(row.detail, names))) for row in rows]


def _slugs(rows: Iterable[ArticleEvent], name: str) -> set[str]:
    values = (value for row in rows for value in row.detail.get(name, ()))
    return {slug for value in values for slug in value.split(", ") if slug}


def _changes(
    detail: Mapping[str, list[str]], names: Mapping[str, Mapping[str, str]]
) -> Iterable[Change]:
    labels, choices = _labels(), _choices()
    for name, (before, after) in detail.items():
        if name in labels:
            spoken = names[name] if name in names else choices.get(name)
            is_closed = name in CLOSED
            yield Change(
                labels[name],
                _spoken(before, spoken, is_closed=is_closed),
                _spoken(after, spoken, is_closed=is_closed),
            )


def _spoken(value: str, spoken: Mapping[str, str] | None, *, is_closed: bool) -> str:
    if spoken is None:
        return value
    parts = [part for part in value.split(", ") if part in spoken or not is_closed]
    return ", ".join(str(spoken.get(part, part)) for part in parts)


def _labels() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "language": _("Language"),
        "areas": _("Product areas"),
        "topics": _("Topics"),
        "co_authors": _("Co-authors"),
        "confidence": _("Confidence"),
        "editing_rights": _("Who may edit"),
        "verification_interval_days": _("Verify every (days)"),
        "expires_on": _("No longer true after"),
        "owner": _("Owner"),
        "replaced_by": _("Replaced by"),
        "flag": _("Flag"),
    }


def _choices() -> dict[str, dict[str, str]]:
    return {
        "kind": {value: str(label) for value, label in Kind.choices},
        "confidence": {value: str(label) for value, label in Confidence.choices},
        "editing_rights": {value: str(label) for value, label in EditingRights.choices},
        "flag": {value: str(label) for value, label in [*Flag.Reason.choices, *Flag.State.choices]},
    }


def last_revision_with(article: Article, key: str) -> Revision | None:
    """The newest revision that has the passage; None if none ever had it."""
    texts = Passage.objects.filter(key=key, text__revision__article=article).values("text_id")
    return article.revisions.filter(text__in=texts).order_by("-number").first()
