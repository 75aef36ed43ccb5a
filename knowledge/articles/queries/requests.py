"""Writing requests: the list, who waits, who is told, and which area a search is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q

from accounts.models import AreaOwner, AreaRestriction, User
from accounts.permissions import can_see_area, hidden_area_ids
from accounts.queries import owners_of
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.articles.models import Article, WritingRequest
from knowledge.search import registry
from knowledge.search.asking import Filters
from knowledge.search.grammar import parse
from knowledge.search.operators import apply
from knowledge.search.queries import SearchRequest, search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.articles.models import Draft
    from knowledge.articles.models.request import WritingRequestQuerySet

WORDS_LENGTH: Final = 500
NOTE_LENGTH: Final = 2_000
GUESSED_FROM: Final = 10
LEAST_SHARE: Final = 0.4
"""An area is guessed when it has at least this share of the best results, the nth counting 1/n: among
seven or more, the first alone is no reason."""

_ENDS: Final = " ?!.,;:…\"'«»“”()"
_SAME_SHOWN: Final = 20

STATES: Final = ("open", "yours", "mine", "claimed", "written", "declined")
"""The views of the list. *yours* are open in one's own areas, *mine* those one waits for or writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFilter:
    """What the list shows."""

    state: str = "open"
    area: Area | None = None


def fold_words(words: str) -> str:
    """The key by which two people ask for the same: folded, without the marks at both ends."""
    folded = fold(words)
    return (folded.strip(_ENDS) or folded)[:WORDS_LENGTH]


def split_words(person: User, typed: str) -> tuple[str, str]:
    """Words and note of something typed into the search field.

    What the field reads as a filter or an exclusion is no word of the customer's. What is too long for
    the words is kept whole in the note, as far as that reaches.
    """
    whole = " ".join(typed.replace("\0", " ").split())
    words = _without_operators(person, whole)
    if len(words) <= WORDS_LENGTH:
        return words, ""
    return words[:WORDS_LENGTH].rsplit(" ", 1)[0], whole[:NOTE_LENGTH]


def _without_operators(person: User, typed: str) -> str:
    parsed = parse(typed)
    if not (parsed.operators or parsed.excluded or parsed.phrases):
        return typed
    read = apply(person, parsed, Filters(hidden_areas=hidden_area_ids(person)))
    return " ".join(read.parsed.words.split()) or typed


# The list


def requests_like(reader: User, chosen: RequestFilter) -> WritingRequestQuerySet:
    """Requests the reader may see, those that most people wait for first, closed ones by date."""
    found = _in_area(WritingRequest.objects.visible_to(reader), chosen.area)
    found = found.filter(_in_state(reader, chosen.state)).for_list()
    if chosen.state in {"written", "declined"}:
        return found.order_by("-closed_at", "-pk")
    if chosen.state == "mine":
        return found.order_by(F("closed_at").desc(nulls_first=True), "-created_at", "-pk")
    return _by_demand(found)


def counts_of(reader: User, area: Area | None) -> dict[str, int]:
    """How many each view of the list holds; one query."""
    rows = _in_area(WritingRequest.objects.visible_to(reader), area).order_by()
    kinds = {name: Count("pk", filter=_in_state(reader, name)) for name in STATES}
    return rows.aggregate(**kinds)


def _in_area(rows: WritingRequestQuerySet, area: Area | None) -> WritingRequestQuerySet:
    return rows.filter(area__path__startswith=area.path) if area else rows


def _in_state(reader: User, state: str) -> Q:
    if state == "mine":
        awaited = WritingRequest.objects.awaited_by(reader).values("pk")
        return Q(pk__in=awaited) | Q(writer=reader)
    if state == "yours":
        near = WritingRequest.objects.answerable_by(reader).values("pk")
        return Q(state="open", pk__in=near)
    return Q(state=state)


def _by_demand(rows: WritingRequestQuerySet) -> WritingRequestQuerySet:
    """Of a list: what most people wait for first, then the oldest."""
    return rows.order_by("-waiting", "created_at", "pk")  # type: ignore[misc]


def requests_for(person: User) -> WritingRequestQuerySet:
    """Asked for in the person's areas and not yet written by somebody else."""
    rows = WritingRequest.objects.visible_to(person).unanswered().answerable_by(person)
    return _by_demand(rows.filter(Q(writer=None) | Q(writer=person)).for_list())


def awaited_by(person: User) -> WritingRequestQuerySet:
    """What the person still waits for, the latest first."""
    rows = WritingRequest.objects.visible_to(person).unanswered().awaited_by(person)
    return rows.for_list().order_by("-created_at", "-pk")


# One of them


def people_waiting(request: WritingRequest) -> list[User]:
    """By name. Only for whoever `request_rights` shows names."""
    return list(request.people.active().select_related("team"))


def waits_for(person: User, request: WritingRequest) -> bool:
    return request.people.filter(pk=person.pk).exists()


def draft_for(person: User, request: WritingRequest) -> Draft | None:
    """What the person has begun to write for it."""
    return request.drafts.filter(person=person).first()


def same_words(person: User, words: str) -> WritingRequest | None:
    """The oldest request without an outcome for these words, as far as the person may know of one."""
    return _same(person, words).first()


def open_request_like(person: User, words: str, area: Area | None) -> WritingRequest | None:
    """The request that somebody asking for these words joins.

    The one of that area; or one without an area, which then takes it, unless the area is closed to some:
    those who wait already would lose sight of it. Whoever names no area joins any.
    """
    found = list(_same(person, words)[:_SAME_SHOWN])
    wanted = area.pk if area else None
    exact = next((row for row in found if row.area_id == wanted), None)
    if exact is not None or not found:
        return exact
    if area is None:
        return found[0]
    free = next((row for row in found if row.area_id is None), None)
    return None if free is None or is_restricted([area]) else free


def _same(person: User, words: str) -> WritingRequestQuerySet:
    rows = WritingRequest.objects.visible_to(person).unanswered()
    return rows.filter(folded_words=fold_words(words)).for_list().order_by("created_at", "pk")


# Who is told


def who_is_told(person: User, area: Area | None) -> list[User]:
    """The leads of the area; without one, every lead. Where nobody leads, the managers of the person's
    team, nearest first; in a house without those, its administrators.
    """
    if area is not None:
        leads = owners_of(area)
    else:
        owned = AreaOwner.objects.order_by().values("person_id")
        leads = list(User.objects.active().filter(pk__in=owned))
    return who_see(area, leads or _managers(person) or list(User.objects.administrators()))


def who_see(area: Area | None, people: Iterable[User]) -> list[User]:
    """Of these people, those for whom the area exists; one query while it is open to all."""
    known = list(people)
    if area is None or not is_restricted([area]):
        return known
    return [person for person in known if can_see_area(person, area)]


def _managers(person: User) -> list[User]:
    if person.team is None:
        return []
    rows = User.objects.active().filter(managed_teams__in=person.team.lineage).exclude(pk=person.pk)
    by_team: dict[int, list[User]] = defaultdict(list)
    for row in rows.annotate(managed=F("managed_teams")):
        by_team[row.managed].append(row)
    nearest = (by_team[pk] for pk in reversed(person.team.lineage) if by_team[pk])
    return next(nearest, [])


def is_restricted(areas: Iterable[Area]) -> bool:
    """Whether one of these areas, or one above it, is kept to some teams."""
    lineage = {pk for area in areas for pk in area.lineage}
    return AreaRestriction.objects.filter(area_id__in=lineage).exists()


def readers_of(article: Article, people: Iterable[User]) -> list[User]:
    """Of these people, those who may read the article; two queries while its areas are open to all."""
    known = list(people)
    if not is_restricted(article.areas.all()):
        return known
    found = Article.objects
    return [p for p in known if found.visible_to(p).filter(pk=article.pk).exists()]


# What a search is about


def guess_area(person: User, words: str) -> Area | None:
    """The area that most of the nearest results stand in, of what this person may see; or None."""
    found = search(person, SearchRequest(words=words, limit=GUESSED_FROM))
    weights: dict[int, float] = defaultdict(float)
    areas: dict[int, Area] = {}
    whole = 0.0
    answering = [one for one in found.results if one.shown.kind in registry.answering()]
    for place, result in enumerate(answering, 1):
        whole += 1 / place
        for area in result.shown.areas:
            areas[area.pk] = area
            weights[area.pk] += 1 / place
    likely = [pk for pk in weights if not areas[pk].archived]
    best = max(likely, key=lambda pk: (weights[pk], -pk), default=None)
    if best is None or weights[best] < whole * LEAST_SHARE:
        return None
    return areas[best]


def area_for(person: User, words: str) -> Area | None:
    """That of the request for the same words, if there is one; else a guess."""
    known = same_words(person, words)
    return known.area if known is not None else guess_area(person, words)
