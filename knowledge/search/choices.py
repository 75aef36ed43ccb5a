"""The filters beside the results: what can be chosen, its word, and how many it would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import (
    Named,
    visible_areas,
    visible_areas_named,
    visible_topics,
    visible_topics_named,
)
from knowledge.markup.audience import Audience
from knowledge.search import registry
from knowledge.ui import pieces

if TYPE_CHECKING:
    from django.http import QueryDict

    from knowledge.search.forms import Chosen

MOST_SHOWN: Final = 8
_CONFIDENCES: Final = ("validated", "not_validated", "work_in_progress", "archived")

Counts = Mapping[str, Mapping[Any, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one field; of `radio` ones only one holds."""

    name: str
    title: str
    choices: Sequence[Choice]
    kind: str = "checkbox"


def groups(user: User, facets: Counts, chosen: Chosen) -> list[Group]:
    """Every field that has something to choose. At most two queries."""
    areas = visible_areas_named(user, _shown(facets.get("area", {}), chosen.areas))
    topics = visible_topics_named(user, _shown(facets.get("topic", {}), chosen.topics))
    words = _words_in(get_language())
    found: dict[str, Iterable[tuple[str, str, int]]] = {
        "confidence": _confidences(facets, chosen, words.confidences),
        "area": _rows(facets, "area", areas),
        "topic": _rows(facets, "topic", topics),
        "kind": _kinds(facets, chosen),
        "language": _languages(facets, chosen),
        "author": ((p.slug, p.display_name, 0) for p in chosen.people),
    }
    audiences = list(_audiences(facets, chosen, words.audiences))
    made = [Group("audience", words.titles["audience"], audiences, "radio")]
    made += [_group(name, words.titles[name], chosen, choices) for name, choices in found.items()]
    return [group for group in made if len(group.choices) > 1 or chosen.facts.get(group.name)]


def _group(name: str, title: str, chosen: Chosen, found: Iterable[tuple[str, str, int]]) -> Group:
    choices = [
        Choice(value, label, count, chosen.has(name, value)) for value, label, count in found
    ]
    return Group(name, title, choices)


class _Words(NamedTuple):
    """What fields and their values are called: values in the order in which they are shown."""

    titles: Mapping[str, str]
    audiences: Mapping[str, str]
    confidences: Mapping[str, str]


@lru_cache(maxsize=8)
def _words_in(_language: str | None) -> _Words:
    """In the active language, which is part of the key."""
    titles = {
        "audience": _("Audience"),
        "confidence": _("Confidence"),
        "area": _("Product area"),
        "topic": _("Topic"),
        "kind": pgettext("of article", "Kind"),
        "language": _("Language"),
        "author": _("Author"),
    }
    audiences = {
        "": _("Everything"),
        "customer": str(Audience.CUSTOMER.label),
        "partner": str(Audience.PARTNER.label),
    }
    confidences = {value: str(pieces.CONFIDENCES[value][2]) for value in _CONFIDENCES}
    return _Words(titles, audiences, confidences)


def _audiences(facets: Counts, chosen: Chosen, words: Mapping[str, str]) -> Iterable[Choice]:
    """All, what may be told to customers, what may go to partners (customers' included)."""
    told = facets.get("told", {})
    for value, label in words.items():
        yield Choice(value, label, told.get(value, 0), chosen.audience == value)


def _confidences(
    facets: Counts, chosen: Chosen, words: Mapping[str, str]
) -> Iterable[tuple[str, str, int]]:
    """Archived articles are left out of every count until they are asked for."""
    counts = facets.get("confidence", {})
    for value, label in words.items():
        if value in counts or value == "archived" or chosen.has("confidence", value):
            yield value, label, counts.get(value, 0)


def _rows(facets: Counts, name: str, rows: Mapping[int, Named]) -> list[tuple[str, str, int]]:
    counts = facets.get(name, {})
    made = [(row.slug, row.label, counts.get(pk, 0)) for pk, row in rows.items()]
    return sorted(made, key=lambda choice: (-choice[2], choice[1]))


def _kinds(facets: Counts, chosen: Chosen) -> Iterable[tuple[str, str, int]]:
    counts = facets.get("article_kind", {})
    for value, label in registry.labels("article_kind").items():
        if value in counts or chosen.has("kind", value):
            yield value, str(label), counts.get(value, 0)


def _languages(facets: Counts, chosen: Chosen) -> Iterable[tuple[str, str, int]]:
    counts = facets.get("language", {})
    for value, label in settings.LANGUAGES:
        if value in counts or chosen.has("language", value):
            yield value, str(label), counts.get(value, 0)


def _shown(counts: Mapping[Any, int], picked: Iterable[Any]) -> set[int]:
    best = sorted(counts, key=lambda pk: -counts[pk])[:MOST_SHOWN]
    return {int(pk) for pk in best} | {row.pk for row in picked}


def filter_words(user: User, queries: Sequence[QueryDict]) -> list[tuple[str, ...]]:
    """The filters of each of these addresses in words, as far as they exist for this person.

    At most three queries, however many addresses.
    """
    known = _known_words()
    for name, rows in (
        ("area", visible_areas(user)),
        ("topic", visible_topics(user)),
        ("author", User.objects.all()),
    ):
        slugs = {slug for query in queries for slug in query.getlist(name)}
        if slugs:
            found = rows.filter(slug__in=slugs)
            known[name] = {row.slug: str(pieces.label_of(row)) for row in found}
    return [
        tuple(
            known[name][value]
            for name in known
            for value in query.getlist(name)
            if value in known[name]
        )
        for query in queries
    ]


def _known_words() -> dict[str, dict[str, str]]:
    """The words of the values that are the same for everybody."""
    return {
        "audience": {level.value: str(level.label) for level in Audience},
        "confidence": dict(_words_in(get_language()).confidences),
        "kind": {value: str(label) for value, label in registry.labels("article_kind").items()},
        "language": {value: str(label) for value, label in settings.LANGUAGES},
    }
