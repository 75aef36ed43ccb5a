"""The filters beside the results: names and order of the values that the engine counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.queries import visible_areas
from knowledge.areas.models import Topic
from knowledge.markup.audience import Audience
from knowledge.search import registry
from knowledge.search.queries import Counts
from knowledge.ui.pieces import CONFIDENCES

if TYPE_CHECKING:
    from accounts.models import User

MOST_SHOWN: Final = 8
_CONFIDENCE_ORDER: Final = ("validated", "not_validated", "work_in_progress", "archived")
TITLES: Final[Mapping[str, str | Promise]] = {
    "audience": gettext_lazy("May be told to"),
    "confidence": gettext_lazy("Confidence"),
    "area": gettext_lazy("Product area"),
    "article_kind": gettext_lazy("Kind"),
    "kind": gettext_lazy("Found in"),
    "language": gettext_lazy("Language"),
    "topic": gettext_lazy("Topic"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One box to tick."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of boxes; `single` when only one of them can be chosen."""

    name: str
    title: str
    values: list[Value]
    single: bool = False

    @property
    def chosen(self) -> list[Value]:
        """The boxes that are ticked."""
        return [value for value in self.values if value.chosen]


def facets(user: User, counts: Counts, chosen: Mapping[str, frozenset[str]]) -> list[Facet]:
    """The groups worth showing, in the order of TITLES: two queries at most."""
    found = []
    for name, title in TITLES.items():
        values = _values(user, name, counts.get(name, {}), chosen.get(name, frozenset()))
        if len(values) > 1 or any(value.chosen for value in values) or name == "audience":
            found.append(Facet(name, str(title), values, single=name == "audience"))
    return [facet for facet in found if facet.values]


def _values(
    user: User, name: str, counts: Mapping[Any, int], chosen: frozenset[str]
) -> list[Value]:
    named = _names(user, name, counts, chosen)
    values = [
        Value(value, label, counts.get(key, 0), value in chosen) for key, value, label in named
    ]
    if name in {"area", "topic", "article_kind"}:
        values.sort(key=lambda value: (not value.chosen, -value.count, value.label))
        values = values[: max(MOST_SHOWN, len(chosen))]
    return [value for value in values if value.count or value.chosen]


def _names(
    user: User, name: str, counts: Mapping[Any, int], chosen: frozenset[str]
) -> list[tuple[Any, str, str]]:
    """Key in the counts, value in the address, label."""
    if name == "area":
        areas = visible_areas(user).filter(pk__in=list(counts))
        return [(area.pk, area.slug, area.label) for area in areas]
    if name == "topic":
        topics = Topic.objects.filter(pk__in=list(counts))
        return [(topic.pk, topic.slug, topic.name) for topic in topics]
    if name == "audience":
        levels = (Audience.CUSTOMER, Audience.PARTNER)
        return [(level.value, level.value, str(level.label)) for level in levels]
    if name == "confidence":
        states = [key for key in _CONFIDENCE_ORDER if key in counts or key in chosen]
        return [(key, key, str(CONFIDENCES[key][2])) for key in states]
    if name == "language":
        languages = [(code, word) for code, word in settings.LANGUAGES if code in counts]
        return [(code, code, str(word)) for code, word in languages]
    labels = {
        str(key): str(label)
        for kind in registry.kinds().values()
        for key, label in getattr(kind, f"{name}_labels", {}).items()
    }
    return [(key, key, labels[key]) for key in counts if key in labels]
