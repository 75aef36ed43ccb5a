"""What waits for one person, in the order in which it should be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone

from accounts.first_of import FirstOf
from accounts.working_time import company_calendar
from knowledge.areas.prepared import PreparedObjects
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    State,
    Thread,
    Urgency,
)
from knowledge.threads.queries.late import missed
from knowledge.threads.queries.why import Names, why_with

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from accounts.calendars import Calendar
    from accounts.models import User
    from knowledge.threads.models import ThreadQuerySet

    Row = TypeVar("Row", bound=Model)

QUEUE_LENGTH: Final = 50
_FOR_LINE: Final = ("thread__asker", "thread__area")


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One thread in somebody's queue: held (`claim`) or waiting for an answer to the question (`offer`).

    `waited` and `minutes` are working minutes since it was asked, and those an answer should take;
    `until` is when it goes to the next; `due` when the next promise is.
    """

    thread: Thread
    claim: Claim | None
    offer: Offer | None
    why: str
    waited: int
    minutes: int
    until: datetime
    due: datetime | None
    is_late: bool

    @property
    def is_claimed(self) -> bool:
        return self.claim is not None

    @property
    def is_now(self) -> bool:
        return self.thread.urgency == Urgency.NOW


def queue_of(
    person: User, at: datetime | None = None, *, most: int = QUEUE_LENGTH
) -> list[QueueLine]:
    """What waits for this person: a waiting customer first, then by what is due; at most `most` lines.

    A constant number of queries, however long the queue is.
    """
    at = at or timezone.now()
    claims = _first_held(most).read(person, _CLAIMS)
    offers = _first_offered(most).read(person, _OFFERS)
    rows: list[tuple[Claim | None, Offer | None]] = [(claim, claim.offer) for claim in claims]
    rows += [(None, offer) for offer in offers]
    rows = sorted(rows, key=_place)[:most]
    names = Names(person, [offer.reasons for _claim, offer in rows if offer is not None])
    calendar = company_calendar()
    return [_line(claim, offer, names, calendar, at) for claim, offer in rows]


def _claims(ids: Collection[int]) -> QuerySet[Claim]:
    rows = Claim.objects.order_by().select_related("offer", *_FOR_LINE)
    return rows.filter(pk__in=ids)


def _offers(ids: Collection[int]) -> QuerySet[Offer]:
    return Offer.objects.order_by().select_related(*_FOR_LINE).filter(pk__in=ids)


_CLAIMS: Final[PreparedObjects[Claim]] = PreparedObjects(_claims)
_OFFERS: Final[PreparedObjects[Offer]] = PreparedObjects(_offers)


def queue_length(person: User) -> int:
    """How many lines the whole queue has; two queries."""
    return _held(person).count() + _offered(person).count()


@lru_cache(maxsize=8)
def _first_held(most: int) -> FirstOf[Claim]:
    return FirstOf(lambda person: _in_order(_held(person)), most)


@lru_cache(maxsize=8)
def _first_offered(most: int) -> FirstOf[Offer]:
    return FirstOf(lambda person: _in_order(_offered(person)), most)


def _held(person: User) -> QuerySet[Claim]:
    rows = Claim.objects.filter(person=person, outcome=ClaimOutcome.HELD)
    return rows.filter(_of(Thread.objects.visible_to(person)))


def _offered(person: User) -> QuerySet[Offer]:
    rows = Offer.objects.filter(person=person, outcome=OfferOutcome.WAITING)
    return rows.filter(_of(Thread.objects.visible_to(person).filter(state=State.OPEN)))


def _of(threads: ThreadQuerySet) -> Exists:
    """Rows of these threads: each one's thread is looked up, and not all of these threads first."""
    return Exists(threads.order_by().filter(pk=OuterRef("thread")))


def _in_order(rows: QuerySet[Row]) -> QuerySet[Row]:
    """As `_order` has it, so that the first lines are read and not the whole queue: sorting ten thousand
    numbers takes a fifth of sorting ten thousand rows.
    """
    urgent = Case(When(thread__urgency=Urgency.NOW, then=Value(0)), default=Value(1))
    due = Case(
        When(thread__first_answered_at=None, then="thread__first_answer_due_at"),
        default="thread__solution_due_at",
    )
    return rows.order_by(urgent, due.asc(nulls_last=True), "thread")


def _place(row: tuple[Claim | None, Offer | None]) -> tuple[bool, bool, float, int]:
    claim, offer = row
    kept = claim or offer
    assert kept is not None
    return _order(kept.thread)


def _order(thread: Thread) -> tuple[bool, bool, float, int]:
    due = _due(thread)
    return (
        thread.urgency != Urgency.NOW,
        due is None,
        due.timestamp() if due else 0.0,
        thread.pk,
    )


def _due(thread: Thread) -> datetime | None:
    """What is promised next."""
    if thread.first_answered_at is None:
        return thread.first_answer_due_at
    return thread.solution_due_at


def _line(
    claim: Claim | None, offer: Offer | None, names: Names, calendar: Calendar, at: datetime
) -> QueueLine:
    row = claim or offer
    assert row is not None
    thread = row.thread
    if offer is not None:
        offer.thread = thread
    return QueueLine(
        thread=thread,
        claim=claim,
        offer=offer,
        why=why_with(offer, names) if offer is not None else "",
        waited=calendar.minutes_between(thread.asked_at, at),
        minutes=row.minutes,
        until=row.holds_until if isinstance(row, Claim) else row.expires_at,
        due=_due(thread),
        is_late=bool(missed(thread, at)),
    )
