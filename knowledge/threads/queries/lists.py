"""Lists of threads. Nothing drops off one because it is old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

from accounts.first_of import FirstOf
from accounts.models import AreaOwner, Expertise
from accounts.permissions import hidden_area_ids, led_area_ids, reader_without
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, PreparedObjects
from knowledge.search.retention import company_day, day_start
from knowledge.threads.models import (
    WAITING,
    Answer,
    Claim,
    ClaimOutcome,
    State,
    Thread,
    ThreadQuerySet,
    Urgency,
)
from knowledge.threads.queries.late import past_promise
from knowledge.threads.queries.signs import sign_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.areas.prepared import Row
    from knowledge.threads.queries.signs import Sign

VIEWS: Final = ("open", "mine", "areas", "late", "answered", "all")
"""*open* wait, *mine* are asked, held or answered by the reader, *areas* wait in the reader's own areas,
*late* are past what was promised, *answered* have an answer."""

OWN_SHOWN: Final = 6
SCOPES: Final = ("alone", "below", "led")
"""What figures count: *alone* was asked in the area itself, *below* in it or below, *led* in an area that
the reader leads. Without a scope, what an area was asked to join is in its list as well."""
PICKED: Final = 8
START: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFilter:
    """What the list shows. Empty values filter nothing. It was asked in the last `days` of the company,
    today among them, as figures count them.
    """

    view: str = "open"
    area: Area | None = None
    scope: str = ""
    state: str = ""
    days: int = 0
    by: User | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it shows less than the whole view."""
        return bool(self.area or self.scope or self.state or self.days or self.by)


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list; `holder` has claimed it, `by` answered it last."""

    thread: Thread
    sign: Sign
    holder: User | None = None
    by: User | None = None


def threads_like(reader: User, chosen: ThreadFilter, at: datetime) -> ThreadQuerySet:
    """What waits stands in the order of what is promised, late first; the rest, newest first.

    Page through their ids, and read the rows of one page with `threads_of`: sorting ten thousand numbers
    takes a fifth of sorting ten thousand rows.
    """
    found = _in_reach(Thread.objects.visible_to(reader), reader, chosen, at)
    found = found.filter(_in_view(reader, chosen.view, at))
    if chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.by is not None:
        answered = Answer.objects.filter(author=chosen.by, withdrawn_at=None)
        found = found.filter(Q(asker=chosen.by) | Exists(answered.filter(thread=OuterRef("pk"))))
    if chosen.view in {"open", "areas", "late"}:
        return _by_need(found)
    return found.order_by("-asked_at", "-pk")


def counts_of(reader: User, chosen: ThreadFilter, at: datetime) -> dict[str, int]:
    """How many each view of the list holds; one query."""
    rows = _in_reach(Thread.objects.visible_to(reader), reader, chosen, at).order_by()
    kinds = {name: Count("pk", filter=_in_view(reader, name, at)) for name in VIEWS}
    return rows.aggregate(**kinds)


def threads_of(ids: Sequence[int], reader: User) -> list[Thread]:
    """In this order, with what a line shows; one query."""
    found = {row.pk: row for row in _SHOWN.rows(ids, hidden_area_ids(reader))}
    return [found[pk] for pk in ids if pk in found]


def _shown(ids: Collection[int], hidden: Collection[int] = ()) -> ThreadQuerySet:
    rows = Thread.objects.visible_to(reader_without(hidden)).for_list()
    return rows.filter(pk__in=ids).order_by()


_SHOWN: Final[PreparedObjects[Thread]] = PreparedObjects(_shown)


def lines_of(threads: Iterable[Thread], reader: User, at: datetime) -> list[ThreadLine]:
    """Two queries for all of them: who holds them, who answered last."""
    shown = list(threads)
    ids = [thread.pk for thread in shown]
    holders = {row.thread_id: row.person for row in _HOLDERS.rows(ids)}
    by = {row.thread_id: row.author for row in _ANSWERS.rows(ids)}
    return [
        ThreadLine(thread, sign_of(thread, reader, at), holders.get(thread.pk), by.get(thread.pk))
        for thread in shown
    ]


def _holders(threads: Collection[int]) -> QuerySet[Claim]:
    rows = Claim.objects.order_by().filter(thread__in=threads, outcome=ClaimOutcome.HELD)
    return rows.select_related("person")


def _answers(threads: Collection[int]) -> QuerySet[Answer]:
    rows = Answer.objects.filter(thread__in=threads, withdrawn_at=None)
    return rows.select_related("author").order_by("created_at", "pk")


_HOLDERS: Final[PreparedObjects[Claim]] = PreparedObjects(_holders)
_ANSWERS: Final[PreparedObjects[Answer]] = PreparedObjects(_answers)


def own_open(person: User) -> list[Thread]:
    """What the person asked and is not solved yet: their turn first, then answered, then by promise."""
    return _OWN_OPEN.read(person, _SHOWN)


def _own_open(person: User) -> ThreadQuerySet:
    rows = Thread.objects.visible_to(person).filter(asker=person)
    rows = rows.filter(state__in=[*WAITING, State.ANSWERED])
    turn = Case(When(state=State.NEEDS_INFO, then=0), When(state=State.ANSWERED, then=1), default=2)
    return _by_need(rows, turn.asc())


def threads_named_like(reader: User, words: str, *, without: Thread) -> list[Thread]:
    """For choosing another one: each word in the question, the latest first."""
    folded = fold(words).split()
    if not folded:
        return []
    found = Thread.objects.visible_to(reader).exclude(pk=without.pk)
    for word in folded:
        found = found.filter(folded_title__contains=word)
    return list(found.for_list().order_by("-asked_at")[:PICKED])


def answers_to_split(thread: Thread) -> list[tuple[Answer, str]]:
    """Its standing answers, each with how it begins."""
    rows = thread.answers.filter(withdrawn_at=None).select_related("author", "text")
    return [(row, f"{row.author.display_name}: {row.text.source[:START]}") for row in rows]


def _in_reach(
    rows: ThreadQuerySet, reader: User, chosen: ThreadFilter, at: datetime
) -> ThreadQuerySet:
    """Of the area, as far as the scope says, and of the period."""
    if chosen.days:
        rows = rows.filter(asked_at__gte=day_start(company_day(at) - timedelta(chosen.days - 1)))
    if chosen.scope == "led":
        everywhere = set(Area.objects.order_by().values_list("pk", flat=True))
        rows = rows.filter(area__in=led_area_ids(reader, everywhere))
    if chosen.area is None:
        return rows
    if chosen.scope == "alone":
        return rows.filter(area=chosen.area)
    inside = Q(area__path__startswith=chosen.area.path)
    if chosen.scope in {"below", "led"}:
        return rows.filter(inside)
    joined = Thread.joined_areas.through.objects.filter(
        thread_id=OuterRef("pk"), area__path__startswith=chosen.area.path
    )
    return rows.filter(inside | Exists(joined))


def _in_view(reader: User, view: str, at: datetime) -> Q:
    waiting = Q(state__in=WAITING)
    if view == "mine":
        held = Claim.objects.filter(person=reader, outcome=ClaimOutcome.HELD).order_by()
        answered = Answer.objects.filter(author=reader, withdrawn_at=None).order_by()
        own = held.values("thread").union(answered.values("thread"))
        return Q(asker=reader) | Q(pk__in=own)
    if view == "areas":
        return waiting & Q(area__in=own_area_ids(reader))
    if view == "late":
        return past_promise(at)
    if view == "answered":
        return Q(state__in=[State.ANSWERED, State.SOLVED])
    return waiting if view == "open" else Q()


def own_area_ids(person: User) -> list[int]:
    """The areas that the person knows or leads, and all below them; kept on the person for a request."""
    known: list[int] | None = getattr(person, "_own_area_ids", None)
    if known is None:
        known = _find_own_areas(person)
        person._own_area_ids = known  # type: ignore[attr-defined]
    return known


def _find_own_areas(person: User) -> list[int]:
    people = [person.pk]
    paths = tuple({path for (path,) in [*_OWNED.rows(people), *_KNOWN.rows(people)]})
    if not paths:
        return []
    return [pk for pk, path in _AREAS.rows() if path.startswith(paths)]


def _areas_owned(people: Collection[int]) -> QuerySet[AreaOwner, Row]:
    return AreaOwner.objects.filter(person__in=people).order_by().values_list("area__path")


def _areas_known(people: Collection[int]) -> QuerySet[Expertise, Row]:
    return Expertise.objects.filter(person__in=people).order_by().values_list("area__path")


def _areas() -> QuerySet[Area, Row]:
    return Area.objects.order_by().values_list("pk", "path")


_OWNED: Final = Prepared(_areas_owned)
_KNOWN: Final = Prepared(_areas_known)
_AREAS: Final = Prepared(_areas)


def _by_need(rows: ThreadQuerySet, *first: object) -> ThreadQuerySet:
    """Whose customer waits now first, then by what is promised: late ones, the oldest promise first, come
    before the others; what is promised nothing, by age. Last, what waits for its asker: nobody else can act.
    """
    for_asker = Case(When(state=State.NEEDS_INFO, then=1), default=0)
    urgency = Case(When(urgency=Urgency.NOW, then=0), default=1)
    due = Case(
        When(first_answered_at=None, then=F("first_answer_due_at")), default=F("solution_due_at")
    )
    order = (for_asker.asc(), urgency.asc(), due.asc(nulls_last=True), "asked_at", "pk")
    return rows.order_by(*first, *order)  # type: ignore[arg-type]


_OWN_OPEN: Final = FirstOf(_own_open, OWN_SHOWN + 1)
