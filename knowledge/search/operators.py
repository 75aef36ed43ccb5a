"""What `area:`, `author:`, `kind:`, `lang:`, `topic:` and `since:` in the box mean for a person.

A value that nothing has, or nothing that this person may see, is read as words instead and told:
a closed area answers exactly like one that doesn't exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import User
from accounts.queries import visible_areas, visible_topics
from knowledge.areas.folding import fold
from knowledge.search import registry
from knowledge.search.grammar import Operator, Parsed, read_since

if TYPE_CHECKING:
    from knowledge.search.asking import Filters

MOST_VALUES: Final = 30


@dataclass(frozen=True, slots=True)
class Applied:
    """Filters with the operators in them, the query with what wasn't understood given back as
    words, and those operators."""

    filters: Filters
    parsed: Parsed
    unread: tuple[Operator, ...] = ()

    @property
    def browses(self) -> bool:
        """Whether something was asked for that needs no words."""
        return len(self.unread) < len(self.parsed.operators) or bool(self.filters.excluded)


def apply(user: User, parsed: Parsed, filters: Filters) -> Applied:
    """At most one query for each operator, none without. Like one more box ticked beside the results."""
    unread: list[Operator] = []
    for operator in parsed.operators:
        narrowed = _READERS[operator.name](user, operator.value, filters)
        if narrowed is None:
            unread.append(operator)
            parsed = parsed.with_words(operator.value)
        else:
            filters = narrowed
    filters = replace(filters, phrases=parsed.phrases, excluded=parsed.excluded)
    return Applied(filters, parsed, tuple(unread))


def _area(user: User, value: str, filters: Filters) -> Filters | None:
    areas = visible_areas(user)
    found = set(areas.filter(slug=value.casefold()).values_list("pk", flat=True))
    found = found or set(areas.named_like(value).values_list("pk", flat=True)[:MOST_VALUES])
    return replace(filters, areas=filters.areas | found) if found else None


def _topic(user: User, value: str, filters: Filters) -> Filters | None:
    topics = visible_topics(user)
    found = set(topics.filter(slug=value.casefold()).values_list("pk", flat=True))
    found = found or set(topics.filter(folded=fold(value)).values_list("pk", flat=True))
    return replace(filters, topics=filters.topics | found) if found else None


def _author(_user: User, value: str, filters: Filters) -> Filters | None:
    people = User.objects.order_by("pk")
    found = set(people.filter(slug=value.casefold()).values_list("pk", flat=True))
    if not found:
        found = set(people.named_like(value).values_list("pk", flat=True)[:MOST_VALUES])
    return replace(filters, people=filters.people | found) if found else None


def _kind(_user: User, value: str, filters: Filters) -> Filters | None:
    wanted = fold(value)
    found = {
        code
        for code, label in registry.labels("article_kind").items()
        if wanted in {fold(code), *(fold(word) for word in in_every_language(label))}
    }
    if found:
        return replace(filters, article_kinds=filters.article_kinds | found)
    return replace(filters, kinds=frozenset({wanted})) if wanted in registry.kinds() else None


def _language(_user: User, value: str, filters: Filters) -> Filters | None:
    wanted = fold(value)
    found = {
        code
        for code, label in settings.LANGUAGES
        if wanted in {code, *(fold(word) for word in in_every_language(label))}
    }
    return replace(filters, languages=filters.languages | found) if found else None


def _since(_user: User, value: str, filters: Filters) -> Filters | None:
    day = read_since(value, timezone.localdate())
    return replace(filters, since=max(day, filters.since or date.min)) if day else None


_READERS: Final[dict[str, Callable[[User, str, Filters], Filters | None]]] = {
    "area": _area,
    "author": _author,
    "kind": _kind,
    "language": _language,
    "since": _since,
    "topic": _topic,
}


def in_every_language(label: object) -> list[str]:
    """A lazy word as each interface language says it."""
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(str(label))
    return said
