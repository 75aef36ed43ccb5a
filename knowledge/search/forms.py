"""The query string of the search page, parsed. Nonsense in it is ignored, never an error."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from accounts.models import User
from accounts.queries import visible_areas, visible_topics
from knowledge.areas.models import Area, Topic
from knowledge.search.queries import PER_PAGE, SearchRequest

if TYPE_CHECKING:
    from django.http import QueryDict

MOST_VALUES: Final = 30
MOST_PAGES: Final = 10
AUDIENCES: Final = ("customer", "partner")
_LONGEST_WORDS: Final = 2_000
_LONGEST_VALUE: Final = 140
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The filters as the address names them, and the rows behind areas, topics and people.

    `facts` are those that are set, by the name of their parameter.
    """

    words: str
    areas: tuple[Area, ...] = ()
    topics: tuple[Topic, ...] = ()
    people: tuple[User, ...] = ()
    exactly: bool = False
    page: int = 1
    facts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.facts)

    @property
    def audience(self) -> str:
        """ "customer", "partner", or "" for everything."""
        return next(iter(self.facts.get("audience", ())), "")

    def has(self, name: str, value: str) -> bool:
        """Whether this value of a parameter is set."""
        return value in self.facts.get(name, ())

    def request(self) -> SearchRequest:
        """What to search for."""
        return SearchRequest(
            words=self.words,
            areas=self._ids("area", self.areas),
            topics=self._ids("topic", self.topics),
            people=self._ids("author", self.people),
            confidences=frozenset(self.facts.get("confidence", ())),
            article_kinds=frozenset(self.facts.get("kind", ())),
            languages=frozenset(self.facts.get("language", ())),
            audience=self.audience,
            exactly=self.exactly,
            offset=(self.page - 1) * PER_PAGE,
            with_facets=True,
        )

    def _ids(self, name: str, rows: Collection[Area | Topic | User]) -> frozenset[int]:
        """What isn't there filters too, and leaves nothing: no row has the id 0."""
        if self.facts.get(name) and not rows:
            return frozenset({0})
        return frozenset(row.pk for row in rows)


def read_query(query: QueryDict, user: User) -> Chosen:
    """From `q`, `audience`, `confidence`, `kind`, `language`, `area`, `topic`, `author`, `page`.

    An area that doesn't exist for the person filters like one that doesn't exist at all.
    """
    names = ("audience", "confidence", "kind", "language", "area", "topic", "author")
    given = {name: _values(query, name) for name in names}
    given["audience"] = [value for value in given["audience"] if value in AUDIENCES][:1]
    areas = visible_areas(user).filter(slug__in=given["area"]) if given["area"] else ()
    topics = visible_topics(user).filter(slug__in=given["topic"]) if given["topic"] else ()
    people = User.objects.filter(slug__in=given["author"]) if given["author"] else ()
    return Chosen(
        words=read_words(query),
        areas=tuple(areas),
        topics=tuple(topics),
        people=tuple(people),
        exactly=query.get("exactly") == "1",
        page=_page(query.get("page", "1")),
        facts={name: values for name, values in given.items() if values},
    )


def read_words(query: QueryDict) -> str:
    """What was typed, on one line, as much of it as is read."""
    return " ".join(query.get("q", "").replace("\0", " ")[:_LONGEST_WORDS].split())


def _values(query: QueryDict, name: str) -> list[str]:
    values = query.getlist(name)[:MOST_VALUES]
    cleaned = (value.replace("\0", "").strip()[:_LONGEST_VALUE] for value in values)
    return list(dict.fromkeys(value for value in cleaned if value))


def _page(typed: str) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS
    return min(max(1, int(typed)), MOST_PAGES) if is_number else 1
