"""The worker's part of routing: offers and claims that ran out go to the next in line, once each.

A few threads at a time are taken up in one short transaction: their rows are held, so that another worker
takes others (PostgreSQL passes over held rows, SQLite lets one transaction write at a time), what ran out
is ended by conditional UPDATE, the next are asked, and `Thread.route_at` says when to look again. All of it
is committed, or nothing: a worker may be killed at any moment, and another finds the thread as it was.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.working_time import calendars_of
from knowledge.notifications.models import Notification
from knowledge.search.actions import note_changes
from knowledge.threads.actions.offering import (
    ASK_AGAIN,
    Known,
    Later,
    end_claim,
    end_offer,
    hand_on,
    note,
    plan_next_look,
    say_late,
    send,
)
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    State,
    Thread,
    ThreadEvent,
    Untold,
    Urgency,
)
from knowledge.threads.queries.candidates import minutes_for, read_people
from knowledge.threads.queries.late import told_late
from knowledge.threads.queries.lines import areas_of, asked_already
from knowledge.threads.queries.sight import out_of_sight
from knowledge.threads.record import THREAD, tell
from knowledge.threads.routing.line import places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from knowledge.threads.queries.candidates import People

log = logging.getLogger("terroir.threads")

BATCH: Final = 20
"""Threads in one transaction: few enough that people who save meanwhile hardly wait."""

EVERY_SECONDS: Final = 1.0
ABSENT_EVERY_SECONDS: Final = 60.0
_TRY_AGAIN: Final = timedelta(minutes=5)
Verb = ThreadEvent.Verb


def hand_over() -> bool:
    """The worker's job: True when more is waiting. Handing over comes before telling of it."""
    return hand_over_due() >= BATCH or tell_untold() >= BATCH


def tell_untold(limit: int = BATCH) -> int:
    """Tell whom the hand-overs concern, waiting customers first; returns how many messages it were.

    Each is deleted in the transaction in which it is told. One that cannot be told is logged, left for some
    minutes, and holds up none; it counts. Raises OperationalError when the database cannot be written to.
    """
    now = timezone.now()
    due = Untold.objects.filter(Q(try_at=None) | Q(try_at__lte=now))
    if not due.exists():
        return 0
    try:
        return _tell(due, limit)
    except OperationalError:
        raise
    except Exception:
        log.exception("telling %d messages failed; each is tried alone", limit)
    found = list(due.values_list("pk", flat=True)[:limit])
    for pk in found:
        try:
            _tell(due.filter(pk=pk), 1)
        except OperationalError:
            raise
        except Exception:
            log.exception("message %d cannot be told; it is tried again later", pk)
            Untold.objects.filter(pk=pk).update(try_at=now + _TRY_AGAIN)
    return len(found)


@transaction.atomic
def _tell(due: QuerySet[Untold], limit: int) -> int:
    """In the order of people: of two workers neither waits for a row while the other waits for theirs."""
    rows = due.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("person", "actor", "thread__asker", "thread__area")
    told = list(rows.prefetch_related("thread__joined_areas")[:limit])
    for row in sorted(told, key=lambda row: row.person_id):
        kind = Notification.Kind(row.kind)
        tell([row.person], actor=row.actor, kind=kind, thread=row.thread, at=row.at)
    Untold.objects.filter(pk__in=[row.pk for row in told]).delete()
    return len(told)


def hand_over_due(limit: int = BATCH, *, at: datetime | None = None) -> int:
    """Look at the threads that are due, the longest first, `limit` of them; returns how many it were.

    One that cannot be handled is logged, left for some minutes, and holds up nobody. Raises
    OperationalError when the database cannot be written to: the worker tries again.
    """
    at = at or timezone.now()
    due = Thread.objects.filter(route_at__lte=at).order_by("route_at", "pk")
    if not due.exists():
        return 0
    try:
        return _hand_over(at, limit=limit)
    except OperationalError:
        raise
    except Exception:
        log.exception("handing over %d threads failed; each is tried alone", limit)
    found = list(due.values_list("pk", flat=True)[:limit])
    for pk in found:
        try:
            _hand_over(at, only=pk)
        except OperationalError:
            raise
        except Exception:
            log.exception("handing over thread %d failed; it is tried again later", pk)
            Thread.objects.filter(pk=pk, route_at__lte=at).update(route_at=at + _TRY_AGAIN)
    return len(found)


def notice_absent(*, at: datetime | None = None) -> int:
    """Have those threads looked at whose asked or holding person has left, is away, or may not see them
    by now.

    The worker's other job; returns how many they are.
    """
    at = at or timezone.now()
    offers = Offer.objects.order_by().filter(outcome=OfferOutcome.WAITING, thread__state=State.OPEN)
    claims = Claim.objects.order_by().filter(outcome=ClaimOutcome.HELD)
    rows = [
        *offers.values_list("thread_id", "person_id"),
        *claims.filter(thread__state=State.CLAIMED).values_list("thread_id", "person_id"),
    ]
    gone = _gone({person_id for _thread_id, person_id in rows}, at)
    kept = _taken_on_a_day_off(thread_id for thread_id, person_id in rows if person_id in gone)
    waiting = {pk for pk, person_id in rows if person_id in gone and (pk, person_id) not in kept}
    waiting |= out_of_sight(rows)
    later = Thread.objects.filter(pk__in=waiting, route_at__gt=at)
    return later.update(route_at=at)


@dataclass(frozen=True, slots=True)
class _Round:
    """What was read for the threads of one transaction."""

    at: datetime
    offers: dict[int, Offer]
    claims: dict[int, Claim]
    gone: Collection[int]
    days_off: Collection[tuple[int, int]]
    known: Known
    later: Later

    def sees(self, thread: Thread, person: User) -> bool:
        """Whether the thread exists for them still."""
        people = self.known.people
        return people is None or people.sight.sees(person.pk, areas_of(thread))

    def was_asked(self, thread: Thread, person: User) -> None:
        """They are not asked again while this line stands."""
        self.known.asked[thread.pk] = self.known.asked.get(thread.pk, frozenset()) | {person.pk}

    def note(self, thread: Thread, person: User, verb: Verb, detail: Mapping[str, object]) -> None:
        note(thread, actor=person, verb=verb, at=self.at, detail=dict(detail), known=self.known)


@transaction.atomic
def _hand_over(at: datetime, *, limit: int = 1, only: int | None = None) -> int:
    due = Thread.objects.select_for_update(skip_locked=True, of=("self",)).filter(route_at__lte=at)
    if only is not None:
        due = due.filter(pk=only)
    held = due.select_related("asker", "area").order_by("route_at", "pk")[:limit]
    threads = list(held.prefetch_related("joined_areas"))
    if not threads:
        return 0
    present = _read(threads, at)
    for thread in threads:
        _look_at(thread, present)
    _write(present.later, at)
    return len(threads)


def _look_at(thread: Thread, present: _Round) -> None:
    """End what ran out and ask the next, or say when to look again."""
    at, known = present.at, present.known
    if thread.state not in {State.OPEN, State.CLAIMED}:
        plan_next_look(thread, at=at, known=known)
        return
    say_late(thread, at=at, known=known)
    claim, offer = present.claims.get(thread.pk), present.offers.get(thread.pk)
    if claim is not None:
        if not _ends_claim(thread, claim, present):
            plan_next_look(thread, at=at, until=claim.holds_until, known=known)
            return
        offer = claim.offer
    elif offer is not None:
        if not _ends_offer(thread, offer, present):
            plan_next_look(thread, at=at, until=offer.expires_at, known=known)
            return
    else:
        _ask_again(thread, present)
    hand_on(thread, after=offer, at=at, known=known)


def _ends_claim(thread: Thread, claim: Claim, present: _Round) -> bool:
    at, person = present.at, claim.person
    if claim.holds_until <= at:
        end_claim(thread, outcome=ClaimOutcome.EXPIRED, at=at, claim=claim)
        present.note(thread, person, Verb.LOST, {"person": person.pk})
        send(thread, person=person, kind=Notification.Kind.LOST, at=at, known=present.known)
        present.was_asked(thread, person)
        return True
    away = person.pk in present.gone and (thread.pk, person.pk) not in present.days_off
    if away:
        end_claim(thread, outcome=ClaimOutcome.RELEASED, at=at, claim=claim)
        present.note(thread, person, Verb.RELEASED, {"person": person.pk, "away": True})
        present.was_asked(thread, person)
        return True
    if not present.sees(thread, person):
        end_claim(thread, outcome=ClaimOutcome.WITHDRAWN, at=at, claim=claim)
        present.note(thread, person, Verb.RELEASED, {"person": person.pk})
        return True
    return False


def _ends_offer(thread: Thread, offer: Offer, present: _Round) -> bool:
    at, person = present.at, offer.person
    if offer.expires_at <= at:
        end_offer(thread, outcome=OfferOutcome.EXPIRED, at=at, offer=offer)
        detail = {"person": person.pk, "offer": offer.pk}
        present.note(thread, person, Verb.EXPIRED, detail)
        present.was_asked(thread, person)
        return True
    if person.pk in present.gone:
        end_offer(thread, outcome=OfferOutcome.WITHDRAWN, at=at, offer=offer)
        present.note(thread, person, Verb.RELEASED, {"person": person.pk, "away": True})
        return True
    if not present.sees(thread, person):
        end_offer(thread, outcome=OfferOutcome.WITHDRAWN, at=at, offer=offer)
        present.note(thread, person, Verb.RELEASED, {"person": person.pk})
        return True
    return False


def _ask_again(thread: Thread, present: _Round) -> None:
    """Nobody is asked. Long after the last who was, everybody may be asked again."""
    last = present.known.latest.get(thread.pk)
    if last is None or last.offered_at + ASK_AGAIN[Urgency(thread.urgency)] > present.at:
        return
    thread.routing_since = present.at
    present.known.asked[thread.pk] = frozenset()


def _read(threads: Collection[Thread], at: datetime) -> _Round:
    """A constant number of queries, and one more for each area and urgency among them."""
    pks = [thread.pk for thread in threads]
    offers = Offer.objects.filter(thread__in=pks, outcome=OfferOutcome.WAITING)
    waiting = {offer.thread_id: offer for offer in offers.select_related("person")}
    claims = Claim.objects.filter(thread__in=pks, outcome=ClaimOutcome.HELD)
    held = {claim.thread_id: claim for claim in claims.select_related("person", "offer")}
    latest = _latest(threads)
    lines = [place for offer in latest.values() for place in places(offer.line)]
    having = {offer.person_id for offer in waiting.values()}
    having |= {claim.person_id for claim in held.values()}
    ids = having | {place.person_id for place in lines}
    people = read_people(ids, [area for thread in threads for area in areas_of(thread)], at)
    gone, later = _away(people, having), Later()
    return _Round(
        at=at,
        offers=waiting,
        claims=held,
        gone=gone,
        days_off=_taken_on_a_day_off(pks) if gone else (),
        known=Known(
            people=people,
            persons=User.objects.in_bulk(ids),
            asked=asked_already(threads),
            minutes=_minutes(threads, at),
            latest=latest,
            told_late=told_late(pks),
            later=later,
        ),
        later=later,
    )


def _latest(threads: Iterable[Thread]) -> dict[int, Offer]:
    """The last offer of each thread's present line."""
    since = {thread.pk: thread.routing_since or thread.asked_at for thread in threads}
    rows = Offer.objects.filter(thread__in=since).order_by("offered_at", "pk")
    return {row.thread_id: row for row in rows if row.offered_at >= since[row.thread_id]}


def _minutes(threads: Iterable[Thread], at: datetime) -> dict[int, int]:
    """What an answer takes, read once for each area and urgency."""
    known: dict[tuple[int, str], int] = {}
    found = {}
    for thread in threads:
        key = thread.area_id, thread.urgency
        if key not in known:
            known[key] = minutes_for(thread.area, Urgency(thread.urgency), at)
        found[thread.pk] = known[key]
    return found


def _gone(person_ids: Collection[int], at: datetime) -> set[int]:
    active = set(User.objects.active().values_list("pk", flat=True)) if person_ids else set()
    calendars = calendars_of(person_ids)
    return {
        pk
        for pk in person_ids
        if pk not in active or calendars[pk].is_away_on(calendars[pk].local_day(at))
    }


def _away(people: People, person_ids: Collection[int]) -> set[int]:
    """Of these, who has left or is away all day."""
    day = {pk: people.calendars[pk].local_day(people.at) for pk in person_ids}
    return {
        pk
        for pk in person_ids
        if pk not in people.active or people.calendars[pk].is_away_on(day[pk])
    }


def _taken_on_a_day_off(thread_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(thread, person) of claims made while away: whoever does that means to keep them."""
    rows = ThreadEvent.objects.order_by().filter(
        thread__in=list(thread_ids), verb=Verb.CLAIMED, detail__away=True
    )
    return {
        (pk, person_id) for pk, person_id in rows.values_list("thread_id", "actor_id") if person_id
    }


def _write(later: Later, at: datetime) -> None:
    """What all the threads of the transaction left for its end."""
    ThreadEvent.objects.bulk_create(later.events)
    Untold.objects.bulk_create(later.untold)
    changed = [thread.pk for thread in later.changed]
    Thread.objects.filter(pk__in=changed).update(version=F("version") + 1, updated_at=at)
    note_changes(kind=THREAD, object_ids=changed)
