"""The search page's address, read: words, filters, page. Nonsense filters nothing and never fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from accounts.queries import visible_areas
from knowledge.areas.models import Area, Topic
from knowledge.search import registry
from knowledge.search.matching import Filters
from knowledge.search.queries import TOLD_LEVELS, SearchRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User

LANGUAGES: Final = frozenset({"en", "fr"})
CONFIDENCES: Final = frozenset({"work_in_progress", "not_validated", "validated", "archived"})
PARAMETERS: Final = (
    "audience", "confidence", "area", "language", "article_kind", "kind", "topic",
)  # fmt: skip
_LONGEST: Final = 2_000
_MOST_VALUES: Final = 50
_MOST_PAGES: Final = 1_000
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request and the values of its filters as the address has them."""

    request: SearchRequest
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return any(self.chosen.values())

    def for_log(self) -> dict[str, list[str]]:
        return {name: sorted(values) for name, values in self.chosen.items() if values}


def read_search(given: QueryDict, user: User) -> Asked:
    """Areas and topics by slug: those that don't exist for the user are as unknown as any other."""
    values = {name: frozenset(given.getlist(name)[:_MOST_VALUES]) for name in PARAMETERS}
    areas = _ids(visible_areas(user), values["area"]) if values["area"] else {}
    topics = _ids(Topic.objects.all(), values["topic"]) if values["topic"] else {}
    told = next((level for level in TOLD_LEVELS if level in values["audience"]), "")
    chosen = {
        "audience": frozenset({told} - {""}),
        "confidence": values["confidence"] & CONFIDENCES,
        "area": frozenset(areas),
        "language": values["language"] & LANGUAGES,
        "article_kind": frozenset(v for v in values["article_kind"] if v.isidentifier()),
        "kind": values["kind"] & set(registry.kinds()),
        "topic": frozenset(topics),
    }
    filters = Filters(
        areas=frozenset(areas.values()),
        topics=frozenset(topics.values()),
        kinds=chosen["kind"],
        article_kinds=chosen["article_kind"],
        languages=chosen["language"],
        confidences=chosen["confidence"],
        told=told,
    )
    request = SearchRequest(
        query=read_words(given),
        filters=filters,
        page=_number(given.get("page", "")),
        exactly=given.get("exact") == "1",
        facets=True,
    )
    return Asked(request=request, chosen=chosen)


def read_words(given: QueryDict) -> str:
    """What was typed, at most the characters that are read."""
    return given.get("q", "")[:_LONGEST].replace("\0", " ").strip()


def _number(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 1
    return min(max(number, 1), _MOST_PAGES)


def _ids(rows: QuerySet[Area] | QuerySet[Topic], slugs: frozenset[str]) -> dict[str, int]:
    return dict(rows.filter(slug__in=list(slugs)).values_list("slug", "pk"))
