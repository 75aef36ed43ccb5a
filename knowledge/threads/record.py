"""What every write to a thread ends with: the event, the search document, and whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.articles.queries.requests import is_restricted
from knowledge.notifications.actions import notify
from knowledge.search.actions import note_change
from knowledge.threads.models import (
    Answer,
    Claim,
    ClaimOutcome,
    FilledGap,
    Thread,
    ThreadEvent,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from knowledge.notifications.models import Notification

THREAD = "thread"
ANSWER = "answer"


def record_event(
    thread: Thread,
    *,
    actor: User | None,
    verb: ThreadEvent.Verb,
    at: datetime,
    detail: dict[str, Any] | None = None,
    word: str = "",
) -> ThreadEvent:
    """Add a line to the thread's record, in the caller's transaction; no actor means the system."""
    return ThreadEvent.objects.create(
        thread=thread, actor=actor, verb=verb, at=at, detail=detail or {}, word=word.strip()
    )


def announce_change(thread: Thread, at: datetime | None = None) -> None:
    """Open pages look again, and search reads it anew; in the caller's transaction.

    What the thread's duplicates are called stands in the original's search document.
    """
    at = at or timezone.now()
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1, updated_at=at)
    thread.version += 1
    thread.updated_at = at
    note_change(kind=THREAD, object_id=thread.pk)
    if thread.duplicate_of_id is not None:
        note_change(kind=THREAD, object_id=thread.duplicate_of_id)


def areas_of(thread: Thread) -> list[Area]:
    """The thread's own area and those asked to join: closed to somebody, any of them hides it."""
    return [thread.area, *thread.joined_areas.all()]


def readers_among(
    people: Iterable[User], areas: Collection[Area], thread: Thread | None = None
) -> list[User]:
    """Of these people, each once, those for whom all these areas exist.

    Two queries while the areas are open to all; one more a person where one of them is closed to
    some. `thread` narrows it to who may read the thread as it is stored.
    """
    known = list({person.pk: person for person in people}.values())
    if not known or not is_restricted(areas):
        return known
    fresh = User.objects.in_bulk([person.pk for person in known])
    ids = {area.pk for area in areas}
    return [person for person in known if _sees(fresh[person.pk], ids, thread)]


def _sees(person: User, area_ids: set[int], thread: Thread | None) -> bool:
    if thread is not None:
        return Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
    return not area_ids & hidden_area_ids(person)


def concerned_by(thread: Thread) -> list[User]:
    """Everybody whom an outcome of the thread concerns: asker, who answered, who holds it, and who asked
    the same in a thread that is its duplicate. One query; who may read it is for `tell` to say.
    """
    answers = Answer.objects.filter(thread=thread, withdrawn_at=None).order_by()
    holding = Claim.objects.filter(thread=thread, outcome=ClaimOutcome.HELD).order_by()
    asking = Thread.objects.filter(Q(pk=thread.pk) | Q(duplicate_of=thread)).order_by()
    people = User.objects.active().filter(
        Q(pk__in=answers.values("author"))
        | Q(pk__in=holding.values("person"))
        | Q(pk__in=asking.values("asker"))
    )
    return list(people)


def answerers_of(thread: Thread) -> list[User]:
    """Who wrote the answers that stand, each once."""
    answers = Answer.objects.filter(thread=thread, withdrawn_at=None).order_by()
    return list(User.objects.filter(pk__in=answers.values("author")))


def tell(
    people: Iterable[User],
    *,
    actor: User | None,
    kind: Notification.Kind,
    thread: Thread,
    word: str = "",
    url: str = "",
) -> None:
    """Tell those of these people who may read the thread, never the actor; caller's transaction."""
    others = [p for p in people if p.is_active and (actor is None or p.pk != actor.pk)]
    readers = readers_among(others, areas_of(thread), thread)
    if not readers:
        return
    notify(
        people=readers,
        actor=actor,
        kind=kind,
        subject_kind=THREAD,
        subject_id=thread.pk,
        title=thread.title,
        url=url or thread.get_absolute_url(),
        word=word.strip(),
    )


def tell_filled(people: Iterable[User], *, kind: str, number: int) -> list[User]:
    """Write down that these people know of it now; answers with those who did not, each once.

    In the caller's transaction. Of two workers at the same instant one gets a person: the rows are
    unique, and the other reads what stands there.
    """
    known = {person.pk: person for person in people}
    rows = FilledGap.objects.filter(subject_kind=kind, subject_id=number, person__in=list(known))
    before = set(rows.values_list("person_id", flat=True))
    new = [person for pk, person in known.items() if pk not in before]
    FilledGap.objects.bulk_create(
        FilledGap(person=person, subject_kind=kind, subject_id=number, at=timezone.now())
        for person in new
    )
    return new
