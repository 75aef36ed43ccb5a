"""Completing the last operator of a query: `area:me` becomes the areas that begin so.

Each is one query at most, over rows that exist for the person: a closed area is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import pickable_areas, visible_topics
from knowledge.areas.folding import fold
from knowledge.search import registry
from knowledge.search.grammar import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_OFFERED: Final = 8
_LAST = re.compile(r"(?:^|(?<=\s))-?([^\W\d_]{4,8}):(\S*)$")


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is the whole query with this option taken; a space after it, ready for more words."""

    value: str
    label: str
    hint: str = ""


def complete_operator(user: User, typed: str) -> list[Option]:
    """What the operator at the end of the text may name; empty when there is none, or no more."""
    last = _LAST.search(typed)
    name = NAMES.get(last[1].casefold()) if last else None
    if last is None or name is None:
        return []
    before, begun = typed[: last.start(2)], last[2][:80]
    offered = list(_OFFERS[name](user, begun))
    if [value for value, _label, _hint in offered] == [begun]:
        return []
    return [Option(f"{before}{value} ", label, hint) for value, label, hint in offered]


def _areas(user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    words = begun.replace("-", " ")
    found = pickable_areas(user, words).order_by("tree_order")[:MOST_OFFERED]
    return [(area.slug, area.label, area.slug) for area in found]


def _topics(user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    found = visible_topics(user).current()
    found = found.named_like(begun.replace("-", " ")) if begun else found.order_by("folded")
    return [(topic.slug, topic.name, "") for topic in found[:MOST_OFFERED]]


def _people(_user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    found = User.objects.active().named_like(begun.replace("-", " "))[:MOST_OFFERED]
    return [(person.slug, person.display_name, person.job_title) for person in found]


def _kinds(_user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    known = ((value, str(word), "") for value, word in registry.labels("article_kind").items())
    return [kind for kind in known if _begins(begun, kind[0], kind[1])][:MOST_OFFERED]


def _languages(_user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    known = ((code, str(word), "") for code, word in settings.LANGUAGES)
    return [language for language in known if _begins(begun, language[0], language[1])]


def _days(_user: User, begun: str) -> Iterable[tuple[str, str, str]]:
    today = timezone.localdate()
    offered = (
        ("7d", _("the last 7 days"), today - timedelta(days=7)),
        ("30d", _("the last 30 days"), today - timedelta(days=30)),
        (f"{today.year}", _("this year"), date(today.year, 1, 1)),
        (f"{today.year - 1}", _("since last year"), date(today.year - 1, 1, 1)),
    )
    return [
        (value, words, date_format(day, "SHORT_DATE_FORMAT"))
        for value, words, day in offered
        if value.startswith(begun)
    ]


def _begins(begun: str, *words: str) -> bool:
    return any(fold(word).startswith(fold(begun)) for word in words)


_OFFERS: Final[dict[str, Callable[[User, str], Iterable[tuple[str, str, str]]]]] = {
    "area": _areas,
    "topic": _topics,
    "author": _people,
    "kind": _kinds,
    "language": _languages,
    "since": _days,
}
