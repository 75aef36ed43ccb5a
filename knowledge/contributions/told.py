"""The history of an entry in words: what each change made of it, and what was different before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.queries import visible_areas_named
from knowledge.contributions.models import Kind
from knowledge.ui.numbers import number
from knowledge.ui.times import long_date

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.contributions.models import EntryEvent

FIELDS = ("minutes", "day", "kind", "area", "label", "url", "note")
UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Told:
    """One change. `by` is None for what the system did; `facts` are words of what is different."""

    at: datetime
    verb: str
    by: User | None
    is_adjustment: bool
    facts: tuple[tuple[str, str], ...]


def told_history(events: Sequence[EntryEvent], reader: User) -> list[Told]:
    """In order; one query more for the names of areas. A closed area is “other”."""
    ids = {event.values["area"] for event in events if event.values.get("area")}
    names = {pk: named.label for pk, named in visible_areas_named(reader, ids).items()}
    told, before = [], dict.fromkeys(FIELDS, UNKNOWN)
    for event in events:
        now = {name: event.values.get(name) for name in FIELDS}
        told.append(
            Told(
                event.at,
                event.get_verb_display(),
                event.actor,
                bool(event.values.get("is_adjustment")),
                _different(before, now, names),
            )
        )
        before = dict(now)
    return told


def _different(
    before: dict[str, Any], now: dict[str, Any], names: dict[int, str]
) -> tuple[tuple[str, str], ...]:
    labels = {
        "minutes": _("Minutes"),
        "day": _("Day"),
        "kind": pgettext("contribution", "Kind"),
        "area": _("Product area"),
        "label": _("What"),
        "url": _("Link or reference"),
        "note": _("Note"),
    }
    return tuple(
        (labels[name], _words(name, now[name], names))
        for name in FIELDS
        if now[name] != before[name] and not (before[name] is UNKNOWN and not now[name])
    )


def _words(name: str, value: Any, names: dict[int, str]) -> str:
    if not value:
        return "0" if name == "minutes" else "–"
    if name == "minutes":
        return number(value)
    if name == "day":
        return long_date(date.fromisoformat(value))
    if name == "kind":
        return str(Kind(value).label)
    if name == "area":
        return names.get(value) or pgettext("product area", "other")
    return str(value)
