"""What every write to a thread ends with: the event, the search document, and whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.notifications.actions import announce, notify, tell_followers
from knowledge.notifications.models import Follow, FollowKind, Notification
from knowledge.notifications.models.webhooks import Event
from knowledge.notifications.queries.following import who_see
from knowledge.search.actions import note_change
from knowledge.threads.models import (
    Answer,
    Claim,
    ClaimOutcome,
    FilledGap,
    Thread,
    ThreadEvent,
    Urgency,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from accounts.models import UserQuerySet

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


def readers_among(people: Iterable[User], areas: Collection[Area]) -> list[User]:
    """Of these people, each once, those for whom all these areas exist; see `who_see`."""
    known = {person.pk: person for person in people}
    return who_see(known.values(), [area.pk for area in areas])


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
    at: datetime | None = None,
) -> list[User]:
    """Tell those of these people who may read the thread, never the actor; caller's transaction.

    An offer while a customer waits is urgent. Answers with those who were told.
    """
    others = [p for p in people if p.is_active and (actor is None or p.pk != actor.pk)]
    areas = areas_of(thread) if others else []
    readers = readers_among(others, areas)
    if readers:
        notify(
            people=readers,
            actor=actor,
            kind=kind,
            subject_kind=THREAD,
            subject_id=thread.pk,
            title=thread.title,
            url=url or thread.get_absolute_url(),
            word=word.strip(),
            at=at,
            area_ids=[area.pk for area in areas],
            urgent=kind == Notification.Kind.OFFER and thread.urgency == Urgency.NOW,
        )
    return readers


def spread(
    thread: Thread,
    *,
    actor: User,
    at: datetime,
    event: Event | None = None,
    word: str = "",
    url: str = "",
    besides: Iterable[User] = (),
) -> None:
    """Tell who follows the thread or one that is its duplicate, and the webhooks of its areas; in the
    caller's transaction. `besides` were told already.

    Who follows an area, or who acted, hears of what is asked and of what is solved.
    """
    url = url or thread.get_absolute_url()
    told = {person.pk for person in besides} | {actor.pk}
    kind = Notification.Kind.FOLLOWED
    people = _following(thread).exclude(pk__in=told)
    readers = tell(people, actor=actor, kind=kind, thread=thread, word=word, url=url, at=at)
    if event is None:
        return
    area_ids = [area.pk for area in areas_of(thread)]
    announce(area_ids=area_ids, event=event, title=thread.title, url=url, at=at)
    if event in {Event.ASKED, Event.SOLVED}:
        tell_followers(
            actor=actor,
            subject_kind=THREAD,
            subject_id=thread.pk,
            title=thread.title,
            url=url,
            area_ids=area_ids,
            word=word,
            besides=[*told, *(person.pk for person in readers)],
            at=at,
        )


def _following(thread: Thread) -> UserQuerySet:
    subjects = [thread.pk, *thread.duplicates.values_list("pk", flat=True)]
    rows = Follow.objects.filter(kind=FollowKind.THREAD, object_id__in=subjects).order_by()
    people: UserQuerySet = User.objects.active().filter(pk__in=rows.values("person"))
    return people


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
